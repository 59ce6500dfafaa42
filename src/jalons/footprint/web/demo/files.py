"""The inventories of the demonstration: fictional, deterministic, as messy as real files.

A spreadsheet of several sheets, with title rows, mixed ways to write dates and statuses, a totals
row, two things in one cell, and a few absurdities. Nothing in it comes from a real authority.
"""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from random import Random

import xlsxwriter

from jalons.tabular.files.writing import csv_file

MONTHS = ("janv", "févr", "mars", "avr", "mai", "juin", "juil", "août", "sept", "oct", "nov", "déc")
SITES = ("Hôtel d’agglomération", "Centre technique", "Médiathèque", "Piscine", "Maison des arts")
HEADINGS = (
    "N° inventaire",
    "Type matériel",
    "Marque/Modèle",
    "N° série",
    "Qté",
    "Date acquisition",
    "Statut",
    "Bâtiment",
    "Service",
    "Observations",
)
# Blank where nobody wrote it down.
SERVICES = (
    *("Ressources humaines", "Finances", "Eau et déchets", "Culture", "Urbanisme"),
    *("Petite enfance", "Direction générale", "Systèmes d’information", ""),
)


@dataclass(frozen=True, slots=True)
class Batch:
    """Devices of one kind: how they are called, how many a year ends with, how old they get."""

    kind: str
    models: tuple[str, ...]
    devices: int
    years: float
    sheet: str = "Parc"
    grouped: bool = False


BATCHES: tuple[Batch, ...] = (
    Batch(
        "Ordinateur portable",
        ("Dell Latitude 5420", "HP EliteBook 840 G8", "Lenovo ThinkPad T14"),
        312,
        5,
    ),
    Batch("PC fixe", ("HP ProDesk 600 G5", "Dell OptiPlex 3080"), 164, 6.5),
    Batch("UC", ("Lenovo ThinkCentre M720",), 38, 7),
    Batch("Écran", ("Dell P2419H", "Iiyama ProLite 24", "HP E24 G4"), 536, 8),
    Batch("Station d’accueil", ("Dell WD19S", "HP USB-C G5"), 190, 5),
    Batch("Imprimante", ("HP LaserJet M404", "Brother HL-L5100"), 61, 7),
    Batch("Copieur multifonction", ("Ricoh IM C3000", "Canon iR-ADV C3525"), 27, 6),
    Batch("Vidéoprojecteur", ("Epson EB-992F",), 22, 8),
    Batch("Tablette", ("Samsung Galaxy Tab A8", "Apple iPad 9"), 74, 4),
    Batch(
        "Smartphone", ("Samsung Galaxy A52", "Apple iPhone SE", "Fairphone 4"), 268, 4, "Téléphonie"
    ),
    Batch(
        "Téléphone IP", ("Alcatel-Lucent 8028s", "Mitel 6867i"), 410, 9, "Téléphonie", grouped=True
    ),
    Batch("Serveur", ("Dell PowerEdge R640", "HPE ProLiant DL380 Gen10"), 14, 6, "Infra"),
    Batch("Serveur virtuel", ("VM Windows", "VM Linux"), 63, 6, "Infra"),
    Batch("Baie de stockage", ("NetApp FAS2720",), 2, 7, "Infra"),
    Batch("Switch", ("HPE Aruba 2530-48G", "Cisco Catalyst 2960X"), 66, 9, "Infra"),
    Batch("Borne Wi-Fi", ("Aruba AP-305",), 88, 7, "Infra", grouped=True),
    Batch("Pare-feu", ("Stormshield SN510",), 4, 6, "Infra"),
    Batch("Onduleur", ("Eaton 9PX",), 9, 8, "Infra"),
    Batch("Casque", ("Jabra Evolve 20",), 120, 4, "Parc", grouped=True),
    Batch("Matériel divers", ("Trancheuse", "Boîte noire", "—"), 17, 8),
)
STATUSES = (
    ("En service", 78),
    ("en service", 6),
    ("", 5),
    ("En stock", 5),
    ("HS", 2),
    ("Réformé", 3),
    ("Perdu", 1),
)


def inventory_file(year: int, *, before: bool = False) -> bytes:
    """The XLSX inventory as it stood in early November of ``year``: about 2,000 devices.

    ``before`` makes the one of the year before the last, when the fleet was a little larger.
    """
    drawn = "2025" if before else "2026"
    random = Random(f"jalons demonstration {drawn}")  # noqa: S311 - fiction, not secrets
    stream = io.BytesIO()
    book = xlsxwriter.Workbook(stream, {"in_memory": True})
    book.set_properties(
        {"title": "Inventaire fictif", "created": datetime(year, 11, 3, tzinfo=UTC)}
    )
    for name in ("Parc", "Téléphonie", "Infra"):
        _write_sheet(book, name, year, random, larger=before)
    book.add_worksheet("Notes").write(0, 0, "Données fictives, pour la démonstration de Jalons.")
    book.close()
    return stream.getvalue()


SCHOOL_BATCHES = (  # kind, model, how many, and how many years ago
    ("Ordinateur portable", "Lenovo ThinkPad L14", 7, 3),
    ("PC fixe", "Apple iMac 24", 4, 4),
    ("Écran", "Iiyama ProLite 24", 6, 5),
    ("Tablette", "Apple iPad 9", 5, 2),
    ("Vidéoprojecteur", "Epson EB-992F", 2, 6),
    ("Imprimante", "Brother HL-L5100", 1, 7),
)


def school_file(year: int, *, in_both: Sequence[tuple[str, str]]) -> bytes:
    """The CSV a music school keeps of its own devices, as it stood in ``year``.

    ``in_both`` are the model and serial number of laptops lent to it, which another file lists
    too.
    """
    random = Random("jalons demonstration school 2026")  # noqa: S311 - fiction, not secrets
    rows: list[list[object]] = [
        ["Type", "Modèle", "N° série", "Quantité", "Date achat", "Statut", "Site"]
    ]

    def write(kind: str, model: str, serial: str, bought: int) -> None:
        day = f"{random.randint(1, 28):02d}/{random.randint(1, 12):02d}/{bought}"
        rows.append([kind, model, serial, 1, day, "En service", "Conservatoire"])

    for kind, model, devices, ago in SCHOOL_BATCHES:
        for _each in range(devices):
            write(kind, model, f"{random.getrandbits(40):010X}", year - ago)
    for model, serial in in_both:
        write("Ordinateur portable", model, serial, year - 2)
    return csv_file(rows)


def _write_sheet(
    book: xlsxwriter.Workbook, name: str, year: int, random: Random, *, larger: bool
) -> None:
    sheet = book.add_worksheet(name)
    days = book.add_format({"num_format": "dd/mm/yyyy"})
    sheet.merge_range(0, 0, 0, 5, f"Inventaire {name} — état au 03/11/{year}")
    sheet.write(1, 0, "Service des systèmes d’information — DONNÉES FICTIVES")
    for column, heading in enumerate(HEADINGS):
        sheet.write(3, column, heading)
    row = 4
    for batch in (batch for batch in BATCHES if batch.sheet == name):
        for quantity in _quantities(batch, random, larger=larger):
            _write_row(sheet, row, batch, quantity, year, random, days)
            row += 1
    if name == "Parc":
        sheet.write_row(
            row, 0, ["", "1 PC + 2 écrans", "poste complet accueil", "", 1, "", "En service"]
        )
        sheet.write_row(
            row + 1, 0, ["", "Écran", "Dell P2419H", "", -3, f"14/03/{year - 2}", "En service"]
        )
        sheet.write_row(
            row + 2, 0, ["", "Smartphone", "Samsung", "", 1, f"12/01/{year + 4}", "En service"]
        )
        row += 3
    sheet.write(row + 1, 0, "TOTAL")
    sheet.write_formula(row + 1, 4, f"=SUM(E5:E{row})", value=sum(1 for _ in range(row - 4)))


def _quantities(batch: Batch, random: Random, *, larger: bool) -> list[int]:
    """One row per device, or a few grouped rows."""
    devices = round(batch.devices * (1.06 if larger else 1))
    if not batch.grouped:
        return [1] * devices
    parts = [max(1, round(devices * share)) for share in (0.4, 0.35, 0.25)]
    random.shuffle(parts)
    return parts


def _write_row(  # noqa: PLR0913, PLR0917 - one cell each
    sheet: xlsxwriter.worksheet.Worksheet,
    row: int,
    batch: Batch,
    quantity: int,
    year: int,
    random: Random,
    days: xlsxwriter.format.Format,
) -> None:
    # A spreadsheet has no time zones.
    bought = datetime(year, 11, 3) - timedelta(  # noqa: DTZ001
        days=round(random.uniform(0.1, batch.years * 1.15) * 365)
    )
    status = random.choices(*zip(*STATUSES, strict=True))[0]
    sheet.write_row(
        row,
        0,
        [
            f"{batch.sheet[:2].upper()}{row:05d}",
            batch.kind if random.random() > 0.04 else batch.kind.upper(),
            random.choice(batch.models),
            f"{random.getrandbits(40):010X}" if quantity == 1 else "",
            quantity if random.random() > 0.03 else f"{quantity} ",
        ],
    )
    _write_date(sheet, row, bought, random, days)
    sheet.write_row(row, 6, [status, random.choice(SITES)])
    # A draw of its own: the other columns do not depend on it.
    sheet.write(row, 8, Random(f"{batch.kind} {row}").choice(SERVICES))  # noqa: S311 - fiction


def _write_date(
    sheet: xlsxwriter.worksheet.Worksheet,
    row: int,
    day: datetime,
    random: Random,
    days: xlsxwriter.format.Format,
) -> None:
    """A date the way five different people type it, or nothing."""
    style = random.random()
    if style < 0.55:
        sheet.write_datetime(row, 5, day, days)
    elif style < 0.75:
        sheet.write(row, 5, day.strftime("%d/%m/%Y"))
    elif style < 0.82:
        sheet.write(row, 5, f"{MONTHS[day.month - 1]}-{day:%y}")
    elif style < 0.88:
        sheet.write(row, 5, day.year)
    elif style < 0.90:
        sheet.write(row, 5, f"{day:%Y-%m-%d}")
