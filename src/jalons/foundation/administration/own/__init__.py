"""What a person, or the administrator of an authority, does with what is theirs."""
