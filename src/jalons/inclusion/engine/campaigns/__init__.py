"""Campaigns on the uses of screens, measured before and after."""
