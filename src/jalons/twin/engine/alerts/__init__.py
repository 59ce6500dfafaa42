"""Alerts: what a rule finds in the values it is given, and the course of an alert."""
