"""Values of indicators, objectives and trajectories."""
