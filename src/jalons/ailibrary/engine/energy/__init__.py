"""What predictions cost in processor time and energy."""
