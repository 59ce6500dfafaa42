"""What the twin stores and reads beside its broker: data files, rules on entities."""
