"""The entities of a type and the page of each: found by name, drawn over a period, taken as CSV."""
