"""The files of an authority: their folders, the room they take."""
