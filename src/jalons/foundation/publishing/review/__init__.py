"""What a person must read before it goes out."""
