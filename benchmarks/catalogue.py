"""What the catalogue of data costs.

Run: PYTHONPATH=src:tests .venv/bin/python benchmarks/catalogue.py [FUNCTION ...]
Each function prints its own figures, on a base in memory or the one of DATABASE_URL.
"""

import os
import random
import sys
import time

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "instance_settings")

import django
from django.db import connection

TEXT = (
    "arbres alignement écoles cantines menus vélo stationnement voirie éclairage budget marchés"
    " subventions délibérations adresses eau assainissement déchets collecte tri énergie bâtiments"
    " équipements sportifs bibliothèques fréquentation transports arrêts horaires accessibilité"
    " qualité air bruit parcelles urbanisme permis population naissances élections résultats"
)
WORDS = TEXT.split()
QUERIES = ("arbres", "vélo stationnement", "qualité de l’air", "menus des cantines", "équip", "eau")
DATASETS, TIMES = 5_000, 20


def search() -> None:
    """The time of a search among 5,000 datasets of an authority, and of their writing."""
    from jalons.catalogue.web.datasets import queries, search_index
    from jalons.catalogue.web.datasets.models import Dataset
    from jalons.foundation.accounts.models import Authority
    from jalons.foundation.register.writer import write

    with connection.schema_editor() as editor:
        search_index.create(editor)
    owner, chance = Authority.objects.create(slug="vitre", name="Vitré"), random.Random(1)
    started = time.process_time()
    write(owner, None, [
        (Dataset(authority=owner), {
            "name": f"{' '.join(chance.choices(WORDS, k=4))} {number}",
            "description": " ".join(chance.choices(WORDS, k=60)),
            "keywords": ", ".join(chance.choices(WORDS, k=5)),
        })
        for number in range(DATASETS)
    ])  # fmt: skip
    print(f"{DATASETS} datasets written: {time.process_time() - started:.1f} s of processor")
    for text in QUERIES:
        started = time.perf_counter()
        for _ in range(TIMES):
            found = queries.search(owner, text, 50)
        spent = (time.perf_counter() - started) / TIMES
        print(f"{text}: {1000 * spent:.1f} ms, {len(found)} first results")
    started = time.process_time()
    keys = {str(key) for (key,) in queries.rows(owner).values_list("pk")}
    search_index.refresh(owner, keys)
    print(f"{DATASETS} indexed again: {time.process_time() - started:.1f} s of processor")


EVERY = (search,)


def main(names: list[str]) -> None:
    """Print the figures of the functions of those names, of all without any."""
    django.setup()
    connection.creation.create_test_db(verbosity=0, serialize=False)
    for each in EVERY:
        if not names or each.__name__ in names:
            each()


if __name__ == "__main__":
    main(sys.argv[1:])
