"""What everybody sees and sends: public pages, their addresses, the forms on them."""
