"""The facts of an authority that personalise its diagnosis."""
