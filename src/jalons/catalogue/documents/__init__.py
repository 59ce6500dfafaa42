"""Documents the catalogue writes."""
