"""Rows read one by one: kind of device, state, amounts."""
