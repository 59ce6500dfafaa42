"""The models of purchases."""
