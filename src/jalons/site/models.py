"""The name of the instance, in its database."""

from __future__ import annotations

import uuid

from django.db import models


class InstanceName(models.Model):
    """The name of this instance, one row; the folder of its files bears the same.

    ``oldest_version`` is the oldest Jalons that may work on these tables.
    """

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    name = models.UUIDField(default=uuid.uuid4)
    oldest_version = models.CharField(max_length=20, default="", db_default="")

    def __str__(self) -> str:
        return str(self.name)
