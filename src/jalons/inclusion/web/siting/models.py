"""What the topic stores in the database."""
