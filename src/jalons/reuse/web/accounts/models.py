"""The models of accounts."""
