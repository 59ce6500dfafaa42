"""What-if scenarios: changes as data, applied to a copy of the twin, figures compared."""
