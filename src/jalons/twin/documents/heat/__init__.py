"""What is written of the heat of server rooms: how a figure is made, and the note for the PCAET."""
