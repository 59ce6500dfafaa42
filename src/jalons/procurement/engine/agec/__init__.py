"""Spending per family of AGEC article 58, declaration, distance to the targets."""
