"""Use cases of the twin: from an idea to what it really saved."""
