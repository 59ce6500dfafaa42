"""The models of wiping."""
