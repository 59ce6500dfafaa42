"""Median and 95th percentile of the territory search: ``python benchmarks/territory_search.py``.

Loads every packaged territory into the database of ``JALONS_DATA_DIR`` (or ``JALONS_DATABASE_URL``)
when it is empty, then asks what people type, letter by letter, and prints milliseconds.
"""

from __future__ import annotations

import os
import statistics
import time

import django

TYPED = (
    *("angers", "saint denis", "saint étienne du rouvray", "l'haÿ-les-roses", "paris", "sa"),
    *("49007", "49000", "244 900 015", "communauté d'agglomération du pays de gex", "01340"),
    *("la rochelle", "montreuil", "sainte-marie", "bretagne", "grand paris seine", "zzzz"),
)
ROUNDS = 5


def main() -> None:
    """Load if needed, measure, print."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "jalons.site.settings")
    django.setup()
    from django.core.management import call_command
    from django.db import connection

    from jalons.foundation.territories.actions import load_territories
    from jalons.foundation.territories.models import Territory
    from jalons.foundation.territories.queries import is_loaded, search_territories

    call_command("migrate", interactive=False, verbosity=0)
    if not is_loaded():
        start = time.perf_counter()
        load_territories()
        print(f"load: {time.perf_counter() - start:.1f} s")
    prefixes = [text[:end] for text in TYPED for end in range(1, len(text) + 1)]
    search_territories("warm")
    spent = []
    for text in prefixes * ROUNDS:
        start = time.perf_counter()
        search_territories(text)
        spent.append((time.perf_counter() - start) * 1000)
    cuts = statistics.quantiles(spent, n=20)
    print(
        f"{connection.vendor}, {Territory.objects.count()} territories, {len(spent)} searches:"
        f" median {statistics.median(spent):.1f} ms, p95 {cuts[-1]:.1f} ms,"
        f" worst {max(spent):.1f} ms"
    )


if __name__ == "__main__":
    main()
