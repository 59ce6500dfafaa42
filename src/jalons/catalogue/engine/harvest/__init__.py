"""What a reading of another catalogue changes here."""
