"""A document as OpenDocument text (ODT)."""
