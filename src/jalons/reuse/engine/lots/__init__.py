"""Lots: what leaves together, its events chained by their hashes, passports, drafts of slips."""
