"""Lines of an inventory, and what people say of them."""
