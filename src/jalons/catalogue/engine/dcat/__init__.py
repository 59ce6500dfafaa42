"""A catalogue as DCAT sees it, and the words of data.gouv.fr."""
