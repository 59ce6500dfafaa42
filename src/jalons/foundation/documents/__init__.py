"""One document tree, rendered to HTML and to accessible PDF."""
