"""What territories send to each other: a bundle, the results it gave, or both, signed."""
