"""A fleet summed up, whatever its size."""
