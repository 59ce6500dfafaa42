"""The models of contracts."""
