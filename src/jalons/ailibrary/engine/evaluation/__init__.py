"""Whether a model beats the rule: scores with their intervals, and the gate."""
