"""What a commune shares with its intermunicipal body, and what the latter proposes to it."""
