"""People, the authorities they work for, and what each may do there."""
