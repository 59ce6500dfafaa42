"""What the twin knows now and what it observed, under the policies of the authority."""
