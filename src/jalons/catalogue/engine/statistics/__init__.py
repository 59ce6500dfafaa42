"""What the columns of a table come to, and where the geometries of a file are."""
