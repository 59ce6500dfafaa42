"""The datasets of an authority."""

from __future__ import annotations

from django.db.models import QuerySet

from jalons.catalogue.web.datasets.models import Dataset
from jalons.foundation.accounts.models import Authority
from jalons.foundation.accounts.scoping import living


def published(authority: Authority) -> QuerySet[Dataset]:
    """Those that are published, whatever their audience: their description is public."""
    return living(Dataset, authority).filter(state=Dataset.State.PUBLISHED)
