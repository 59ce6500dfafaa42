"""Inclusion: who is far from digital public services, and where one more place helps most."""
