"""What the strategy of an authority may show to everybody: the shelves of its public page."""
