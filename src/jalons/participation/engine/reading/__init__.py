"""Texts of residents read by people: quotes, agreement of two readers, results."""
