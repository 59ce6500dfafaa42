"""Dropped files: read, their columns and their choices confirmed."""
