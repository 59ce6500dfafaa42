"""What the product brings of municipalities, read without Django."""
