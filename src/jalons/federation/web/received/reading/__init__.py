"""The reading of many territories: rounds, and what is stored of each."""
