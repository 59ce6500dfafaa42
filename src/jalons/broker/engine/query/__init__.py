"""What entities are asked for: the query languages of NGSI-LD, read into one small tree."""
