"""Sentences and labels built from what the engine finds, the same on screens and in documents."""
