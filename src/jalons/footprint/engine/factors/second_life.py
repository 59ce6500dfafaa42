"""What a device bought second-hand is assumed to bear. Judgements of ours, replaceable."""

YEARS_BEFORE = 3.0  # of service elsewhere, which bears its part of the manufacture
STRETCH = 0.7  # of the life of a new one, with us
REFIT = 0.1  # of a manufacture, to make it fit again
