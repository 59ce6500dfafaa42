"""How long accounting exports of 5 and 50 MB take to be summed, and how much memory.

Run: .venv/bin/python benchmarks/accounting_export.py [--megabytes N …] [--workbook]

Ledgers are made with a fixed seed in a temporary folder: Windows-1252, semicolons, two lines above
the headings, credit notes in brackets, labels with references and names. Each is read in a process
of its own. Prints rows, groups, processor seconds and the peak memory of the process in MB, before
and after. ``--workbook`` makes the same ledger in XLSX (about 6 times smaller than its text).
"""

from __future__ import annotations

import argparse
import json
import random
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

SIZES = (5, 50)
ACCOUNTS = ("21838", "2185", "21848", "6064", "60632", "60636", "60612", "6161", "64111")
SUPPLIERS = ("BUREAUTIQUE DU VAL", "ATELIER SECONDE PUCE", "PAPETERIE CENTRALE", "GARAGE DU PONT",
             "ENERGIE DU BASSIN", "MARTIN SARL", "ROY Jeanne")  # fmt: skip
LABELS = ("Ordinateurs portables", "Écrans 24 pouces", "Fournitures scolaires", "Mobilier école",
          "Smartphones reconditionnés", "Remb. Mme Jeanne Roy", "Papier A4 recyclé")  # fmt: skip
HEADINGS = ("Date", "Compte", "Libellé", "Fournisseur", "Montant HT", "Montant TTC", "Mandat")


def lines() -> Iterator[tuple[str, ...]]:
    """The lines of a ledger without end."""
    chance, number = random.Random(7), 0
    yield from (("Commune de l’Essai",), ("Grand livre 2025",), HEADINGS)
    while True:
        number += 1
        euros = f"{chance.randint(100, 900_000) / 100:,.2f}".replace(",", " ").replace(".", ",")
        amount = f"({euros})" if chance.random() < 0.02 else euros
        day = f"{chance.randint(1, 28):02}/{chance.randint(1, 12):02}/2025"
        label = f"{chance.choice(LABELS)} facture {chance.randint(10_000, 99_999)}"
        yield (day, chance.choice(ACCOUNTS), label, chance.choice(SUPPLIERS), amount, amount,
               str(number))  # fmt: skip


def make(folder: Path, megabytes: int, *, workbook: bool) -> Path:
    """A ledger of that many megabytes of text."""
    path, size, rows = folder / f"{megabytes}.csv", 0, []
    for row in lines():
        size += sum(map(len, row)) + len(row) + 1
        rows.append(row)
        if size > megabytes * 1e6:
            break
    if not workbook:
        text = "".join(f"{';'.join(row)}\r\n" for row in rows)
        path.write_bytes(text.encode("cp1252", errors="replace"))
        return path
    import xlsxwriter

    path = path.with_suffix(".xlsx")
    book = xlsxwriter.Workbook(path, {"constant_memory": True})
    sheet = book.add_worksheet()
    for at, row in enumerate(rows):
        sheet.write_row(at, 0, row)
    book.close()
    return path


def peak() -> int:
    """The peak memory of this process in MB; ``ru_maxrss`` would have that of its parent."""
    status = Path("/proc/self/status").read_text(encoding="utf-8")
    return int(status.partition("VmHWM:")[2].split()[0]) // 1024


def measure(path: Path) -> dict[str, float]:
    """Rows, seconds and memory of one ledger, in this process."""
    from jalons.procurement.capture.accounting import ExportReading, look, read

    before, start = peak(), time.process_time()
    layout = look(path, path.name)
    found = read(
        path, path.name, ExportReading(layout.proposal.mapping, "ht", 2025, before_tax=True)
    )
    return {
        "rows": found.lines, "groups": len(found.groups), "unnamed": found.unnamed,
        "seconds": round(time.process_time() - start, 2), "before": before,
        "peak": peak(),
    }  # fmt: skip


def main() -> None:
    """Make the ledgers and measure them."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--megabytes", type=int, nargs="+", default=SIZES)
    parser.add_argument("--workbook", action="store_true")
    parser.add_argument("--measure", type=Path, help=argparse.SUPPRESS)
    said = parser.parse_args()
    if said.measure:
        print(json.dumps(measure(said.measure)))
        return
    with tempfile.TemporaryDirectory() as folder:
        for megabytes in said.megabytes:
            path = make(Path(folder), megabytes, workbook=said.workbook)
            command = [sys.executable, __file__, "--measure", str(path)]
            done = subprocess.run(command, capture_output=True, text=True, check=True)
            print(f"{path.stat().st_size / 1e6:.1f} MB", done.stdout.strip())


if __name__ == "__main__":
    main()
