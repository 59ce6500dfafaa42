"""The budget and the funding of the roadmap."""
