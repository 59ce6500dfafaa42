"""What an authority has, found by its words: every room declares what of it can be found."""
