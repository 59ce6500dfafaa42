"""Printing: pages after the counters of printers, as paper."""
