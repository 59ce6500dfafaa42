"""What a free text shows before a person reads it: people it may name, its language, its twins."""
