"""Web audit: sobriety and accessibility of sites, beginning with our own."""
