"""How people and authorities come in: sign-up, approval, addresses."""
