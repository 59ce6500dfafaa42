"""Scenarios: the effect of levers on an inventory, and those stored."""
