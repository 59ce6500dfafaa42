"""Catalogues of others, read: DCAT in RDF, CKAN, an organisation of data.gouv.fr."""
