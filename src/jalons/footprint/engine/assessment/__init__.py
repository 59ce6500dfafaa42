"""From a fleet to its yearly footprint, with intervals and traces."""
