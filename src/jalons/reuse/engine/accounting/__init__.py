"""What a year of reuse comes to: the rate of the decree, what it avoids elsewhere, net values."""
