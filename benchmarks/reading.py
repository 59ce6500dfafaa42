"""How long a large, messy inventory takes to read: 100,000 rows by 12 columns of XLSX.

Run: .venv/bin/python benchmarks/reading.py [ROWS]
Prints seconds per step, and the peak memory of the process in MB.
"""

import io
import random
import resource
import sys
import time
from datetime import UTC, date, datetime, timedelta

import xlsxwriter

from jalons.footprint.engine.reading import read_inventory, read_sheets, tally

HEADINGS = [
    "N° inventaire", "Désignation", "Marque", "Modèle", "N° série", "Qté", "Date d'achat",
    "État", "Pays", "Conso", "Bâtiment", "Service",
]  # fmt: skip
TYPES = [
    ("PC portable", "Dell", "Latitude {}"), ("Unité centrale", "HP", "ProDesk {} G4"),
    ("Écran 24 pouces", "iiyama", "ProLite B{}"), ("Personal Computer", "DELL", "DELL E{}"),
    ("Imprimante", "HP", "LaserJet M{}"), ("Tél. mobile", "Samsung", "Galaxy A{}"),
    ("1 PC + 2 écrans", "", ""), ("Switch", "Aruba", "2930F-{}"),
    ("Onduleur", "APC", "Smart-UPS {}"),
    ("Trucmuche", "Inconnu", "X{}"), ("Serveur", "Dell", "PowerEdge R{}"),
]  # fmt: skip
STATUSES = ["En service", "en service ", "En stock", "HS", "Réformé", "Perdu", "", "???"]
COUNTRIES = ["France", "FR", "", "Allemagne", "Belgique"]
QUANTITIES = ["1", 1, "2 unités", "1 200", "", -3, 2.0]


def day_of(chance: random.Random) -> str | datetime:
    """A purchase date in one of the ways people write it."""
    day = datetime(2012, 1, 1, tzinfo=UTC) + timedelta(days=chance.randrange(5000))
    forms = [f"{day:%d/%m/%Y}", f"{day:%Y-%m-%d}", f"{day:%Y}", f"{day:%Y%m%d}", "sept-19", ""]
    return day.replace(tzinfo=None) if chance.random() < 0.4 else chance.choice(forms)


def messy_workbook(rows: int) -> bytes:
    """A workbook with title rows, mixed dates, statuses, quantities, totals and empty rows."""
    chance, target = random.Random(7), io.BytesIO()
    book = xlsxwriter.Workbook(target, {"in_memory": True, "default_date_format": "dd/mm/yyyy"})
    sheet = book.add_worksheet("Parc")
    sheet.write(0, 0, "Inventaire du parc")
    sheet.write_row(3, 0, HEADINGS)
    for number in range(rows):
        if number % 500 == 499:
            continue
        kind, maker, model = chance.choice(TYPES)
        sheet.write_row(4 + number, 0, [
            f"INV-{number:06}", kind, maker, model.format(chance.randrange(1000, 9999)),
            f"SN{chance.randrange(10**9):09}", chance.choice(QUANTITIES), day_of(chance),
            chance.choice(STATUSES), chance.choice(COUNTRIES),
            chance.choice(["", "", "120 kWh/an", 45]), f"Bât. {chance.randrange(40)}",
            f"Ville > Direction {chance.randrange(12)}",
        ])  # fmt: skip
    book.close()
    return target.getvalue()


def main() -> None:
    """Time the steps once each, on a file made with a fixed seed."""
    rows = int(sys.argv[1]) if len(sys.argv) > 1 else 100_000
    content = messy_workbook(rows)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    print(f"{rows} rows, {len(content) / 2**20:.1f} MB; {before} MB used to make the file")
    started = time.perf_counter()
    sheets = read_sheets(content, "parc.xlsx")
    opened = time.perf_counter()
    inventory = read_inventory(sheets, today=date(2026, 11, 24))
    done = time.perf_counter()
    print(f"opened in {opened - started:.2f} s, read in {done - opened:.2f} s")
    print(f"total {done - started:.2f} s")
    print(f"peak {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024} MB")
    print(tally(inventory))


if __name__ == "__main__":
    main()
