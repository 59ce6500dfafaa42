"""A store moved to another, and freed of what is past its date."""
