"""What territories share with each other: signed repositories, and what is read from others."""
