"""Orientation of citizens' requests: themes of the State, or services of the authority."""
