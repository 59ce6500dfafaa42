"""Series of meters: hours, expected curves, named detectors, alerts."""
