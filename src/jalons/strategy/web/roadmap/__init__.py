"""Axes, actions, their follow-up, reminders, imports and exports."""
