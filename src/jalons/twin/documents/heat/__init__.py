"""Documents about the heat of server rooms: steps of a figure, note for the PCAET."""
