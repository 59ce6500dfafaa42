"""Words, numbers and dates as inventories write them."""
