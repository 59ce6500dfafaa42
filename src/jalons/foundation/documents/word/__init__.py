"""A document as Word file (DOCX)."""
