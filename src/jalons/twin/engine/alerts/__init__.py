"""Alerts: what a rule finds in the values of entities, and the states of an alert."""
