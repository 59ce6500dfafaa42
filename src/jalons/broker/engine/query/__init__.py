"""The query languages of NGSI-LD, read into one small tree."""
