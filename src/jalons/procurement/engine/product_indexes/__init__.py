"""Repairability and durability: which index applies, and what a declared one is worth."""
