"""The lines of an inventory: filters, corrections, history."""
