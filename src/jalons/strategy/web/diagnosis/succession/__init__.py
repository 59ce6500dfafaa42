"""Answers that pass to a newer version of the questions, and the way back."""
