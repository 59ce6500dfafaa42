"""What one device, one year, one kilowatt-hour weighs, and how surely."""
