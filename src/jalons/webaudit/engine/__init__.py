"""Engines of the web audit: scores, footprint proxies and budget; pure."""
