"""The factors of the product, open to all, and the packs an inventory is computed with."""
