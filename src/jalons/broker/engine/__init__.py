"""Pure rules of NGSI-LD: documents, contexts, operations, queries, history."""
