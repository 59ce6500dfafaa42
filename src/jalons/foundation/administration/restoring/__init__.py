"""One authority restored alone, from the archive it was exported to."""
