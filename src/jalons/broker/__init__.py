"""An NGSI-LD broker: what is, what was, who may see it. It knows nothing of rooms or of Django."""
