"""``migrate``, which makes the tables of a new database at once."""

from __future__ import annotations

from typing import Any

from django.core.management.commands import migrate
from django.db import connections

from jalons.site.storage.close_rendering import render_closely
from jalons.site.storage.new_tables import create_tables, is_new


class Command(migrate.Command):
    """Django's own, after the tables of a new database are made from the state of all migrations.

    Django then finds nothing to apply, and does what follows its migrations.
    """

    def handle(self, *args: Any, **options: Any) -> None:
        render_closely()
        connection = connections[options["database"]]
        reads_only = options["plan"] or options["check_unapplied"] or options["prune"]
        whole = not (options["app_label"] or options["fake"] or options["fake_initial"])
        if whole and not reads_only and is_new(connection):
            create_tables(connection)
        super().handle(*args, **options)
