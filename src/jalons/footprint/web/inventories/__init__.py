"""The inventories an authority brings: dropped, read, confirmed, listed."""
