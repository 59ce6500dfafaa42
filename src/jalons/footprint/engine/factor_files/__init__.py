"""An authority's own factors, and factor tables of any layout."""
