"""The digital footprint of a territory, from national averages and from what is known of it."""
