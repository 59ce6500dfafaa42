"""Impact factors, lifetimes and electricity mixes, with their uncertainty."""
