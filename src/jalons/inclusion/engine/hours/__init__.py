"""Opening hours as people write them in French, read into weeks, with what was dropped."""
