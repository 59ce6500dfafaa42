"""The catalogue of clauses, a selection for a tender, the checks it leads to."""
