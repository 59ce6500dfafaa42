"""Backups of an instance: written, encrypted, put back."""
