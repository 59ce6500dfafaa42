"""Residents are heard, territories speak together: consultations, experiments, positions."""
