"""Inventories put together; what each counts beside the others."""
