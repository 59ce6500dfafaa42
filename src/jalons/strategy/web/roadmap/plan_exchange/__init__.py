"""A plan of actions imported from a file, and the roadmap exported to one."""
