"""Repairability and durability indexes: which apply, recomputed, checked."""
