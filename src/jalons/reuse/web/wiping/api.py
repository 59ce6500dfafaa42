"""Wiping for machines."""
