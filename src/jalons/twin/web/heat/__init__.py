"""Heat of server rooms: rooms, needs and meters of the twin, their match, the note of the PCAET."""
