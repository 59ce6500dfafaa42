"""Django apps every room may use."""
