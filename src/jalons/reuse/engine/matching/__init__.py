"""Offers and needs of territories, matched."""
