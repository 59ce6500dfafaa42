"""The models of clauses."""
