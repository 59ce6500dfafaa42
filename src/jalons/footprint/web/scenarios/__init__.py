"""What levers would change of an inventory, and the scenarios stored."""
