"""The models of tenders."""
