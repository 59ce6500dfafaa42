"""Documents of the room: statements and declarations."""
