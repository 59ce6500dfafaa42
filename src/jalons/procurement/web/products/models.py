"""The models of products."""
