"""Territories with which an authority exchanges signed parcels, and the keys it trusts."""
