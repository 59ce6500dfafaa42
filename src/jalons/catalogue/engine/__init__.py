"""Pure computing of the catalogue."""
