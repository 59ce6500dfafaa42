"""The instance: its authorities, its accounts, what leaves it and what is erased."""
