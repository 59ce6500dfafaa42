"""The broker over HTTP, on Starlette; it runs alone or behind the product's router."""
