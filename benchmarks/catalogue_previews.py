"""What the catalogue of data costs.

Run: PYTHONPATH=src:tests .venv/bin/python benchmarks/catalogue_previews.py [FUNCTION ...]
Each function prints its own figures; the memory is the most that the process had, libraries
included.
"""

import random
import resource
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

ROWS = 100_000
HEADINGS = "id;commune;montant;date;code postal;agent;actif;latitude;libelle;effectif"
TOWNS = ("Vitré", "Rennes", "Écully", "Lyon")


def previews(rows: int = ROWS) -> None:
    """Seconds and megabytes to make a preview, milliseconds of its pages."""
    from jalons.catalogue.capture.tables import table_streams
    from jalons.catalogue.store.preview_writing import write
    from jalons.catalogue.store.previews import PreviewTable, Selection

    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        source, target = folder / "data.csv", folder / "preview.sqlite"
        _write(source, rows)
        start = time.perf_counter()
        streams = table_streams(source, source.name, folder)
        contents = write(target, streams, folder, lambda _share, _name: None)
        seconds = time.perf_counter() - start
        most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        sizes = [each.stat().st_size / 1e6 for each in (source, target)]
        print(f"{rows} rows, {sizes[0]:.0f} MB: {seconds:.1f} s, {most:.0f} MB of memory, "
              f"preview of {sizes[1]:.0f} MB")  # fmt: skip
        table = PreviewTable(target, 1, contents.tables[0])
        for label, selection, offset in (
            ("first page", Selection(), 0),
            ("last page", Selection(), rows - 50),
            ("sorted by a text", Selection(sort=2), 0),
            ("sorted by a number", Selection(sort=-3), 0),
            ("two words", Selection(words="ecully paix"), 0),
            ("a value", Selection(column=2, value="lyon"), 0),
        ):
            taken = _timed(lambda: (table.count(selection), table.rows(selection, 50, offset)))  # noqa: B023
            print(f"  {label}: {1000 * taken:.0f} ms")


def _timed(work: Callable[[], Any]) -> float:
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def _write(path: Path, rows: int) -> None:
    chance = random.Random(1)
    with path.open("w", encoding="utf-8") as file:
        print(HEADINGS, file=file)
        for number in range(rows):
            day = f"{chance.randint(1, 28):02d}/{chance.randint(1, 12):02d}/2025"
            amount = f"{chance.random() * 1e4:.2f}".replace(".", ",")
            print(number, chance.choice(TOWNS), amount, day, f"{chance.randint(1000, 95000):05d}",
                  "Roy Marie", "oui", f"{48 + chance.random():.5f}",
                  f"{chance.randint(1, 99)} rue de la Paix, lot {number}", chance.randint(0, 50),
                  sep=";", file=file)  # fmt: skip


EVERY = (previews,)


def main(names: list[str]) -> None:
    """Print the figures of the functions of those names, of all without any."""
    for each in EVERY:
        if not names or each.__name__ in names:
            each()


if __name__ == "__main__":
    main(sys.argv[1:])
