"""Finding passages by their words: cutting texts, terms, slips of typing, what is quoted."""
