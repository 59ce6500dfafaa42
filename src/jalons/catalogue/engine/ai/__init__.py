"""AI systems: their card, class, duties, impact, energy, and the registers of others."""
