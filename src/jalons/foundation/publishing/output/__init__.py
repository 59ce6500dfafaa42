"""What goes out: pages, data, feed, folder."""
