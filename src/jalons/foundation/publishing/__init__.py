"""Public pages, their data and their feed: what an authority chose to show to everybody."""
