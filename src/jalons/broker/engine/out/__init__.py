"""Entities as other standards and tools read them: flat features, tables, things and streams."""
