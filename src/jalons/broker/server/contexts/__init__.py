"""The contexts of a tenant, over HTTP."""
