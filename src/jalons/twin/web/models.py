"""What the twin keeps in the database of the product; entities are in the store of the broker."""

from jalons.twin.web.dashboards.models import Dashboard

__all__ = ["Dashboard"]
