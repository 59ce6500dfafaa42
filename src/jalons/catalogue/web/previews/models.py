"""What the topic stores."""
