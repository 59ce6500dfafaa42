"""Where more places help most, with the proof of how good the answer is."""
