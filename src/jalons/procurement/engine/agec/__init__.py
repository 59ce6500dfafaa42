"""AGEC accounts (article 58): what is spent on each family, what of it is reused or recycled."""
