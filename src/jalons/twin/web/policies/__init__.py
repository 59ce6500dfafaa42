"""The policy of each type: what for, for whom, how long, how precisely."""
