"""Accounts for machines."""
