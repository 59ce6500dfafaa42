"""Footprint: what the digital equipment of an authority weighs on the environment."""
