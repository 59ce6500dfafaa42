"""Maps drawn on the server: areas by class, symbols, names, a window to move."""
