"""Sentences and labels built from results."""
