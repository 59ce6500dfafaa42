"""What comes from other platforms as answers, and what goes out as open data."""
