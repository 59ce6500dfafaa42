"""What-if: changes as data, applied to a copy of the twin, and figures compared on both sides."""
