"""What stands between the socket and Django."""
