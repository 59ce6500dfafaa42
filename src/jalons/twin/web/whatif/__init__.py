"""What-if: pictures of the twin, and scenarios run on them; the live twin is never changed."""
