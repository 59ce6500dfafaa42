"""Repairability and durability: which index applies, and whether a declared one holds."""
