"""Award of a tender: price formulas, rankings, what changes the winner, legal alerts."""
