"""Alerts of the twin: rules, the round that judges them, what people do of what they raise."""
