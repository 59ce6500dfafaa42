"""What values, types and attributes are called on screen."""
