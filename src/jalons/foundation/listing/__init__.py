"""Lists of records: filter, search, sort, page and export, declared once."""
