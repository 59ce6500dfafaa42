"""The screens of the twin: Django."""
