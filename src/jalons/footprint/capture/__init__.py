"""What the footprint room fetches from other software: the only place where it uses a network."""
