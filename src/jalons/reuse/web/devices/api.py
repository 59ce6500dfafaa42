"""Devices for machines."""
