"""Inventories put together, and what each counts beside the others."""
