"""What the catalogue reads: files, and the catalogues of others."""
