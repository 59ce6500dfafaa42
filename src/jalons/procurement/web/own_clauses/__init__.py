"""The clauses of the authority: written here, copied from the catalogue, adopted from others."""
