"""Tenders for machines."""
