"""Alerts of the twin: rules, their evaluation, what people do with what they raise."""
