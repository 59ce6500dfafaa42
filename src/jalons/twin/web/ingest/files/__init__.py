"""Spreadsheets: upload, plan of the columns, preview, import, undo."""
