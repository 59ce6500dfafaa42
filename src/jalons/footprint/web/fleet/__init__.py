"""The lines of an inventory: found, corrected, with what was corrected."""
