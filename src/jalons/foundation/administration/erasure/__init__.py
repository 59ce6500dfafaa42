"""Accounts and authorities that leave the instance."""
