"""Documents that take long to write become files beside the pages, one at a time."""
