"""The inventories of an authority: their lines, their computation, their publication."""
