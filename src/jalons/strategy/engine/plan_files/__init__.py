"""Action plans as people keep them in spreadsheets, read into actions without losing a cell."""
