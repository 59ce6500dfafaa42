"""The RGAA: its criteria, what machines find of them, rates, statements, files of Ara."""
