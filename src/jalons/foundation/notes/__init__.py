"""Dated notes on any object of an authority, for its members only."""
