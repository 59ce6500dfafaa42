"""The twin: an NGSI-LD platform a small town can run. The library works without Django."""
