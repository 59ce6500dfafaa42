"""An inventory summed up by kind of device."""
