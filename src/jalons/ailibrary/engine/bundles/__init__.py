"""What authorities exchange: a model as JSON and arrays of numbers, never as code."""
