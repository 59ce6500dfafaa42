"""From what a device, a network server or a file says to what the broker keeps. Pure."""
