"""The models of agec."""
