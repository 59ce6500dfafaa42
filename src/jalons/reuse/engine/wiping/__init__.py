"""Certificates of data wiping: levels, methods, logs read."""
