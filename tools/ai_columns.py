"""Builds the data of the recipe ``columns``: the list of communes and the columns it is judged on.

Needs, in an environment of its own: ``pip install faker frformat``. The columns are drawn from
Faker and from the lists of frformat, never from the lists and checks that the recipe uses, and the
check digits are computed here.

    python tools/ai_columns.py communes_2026.csv.gz   # from npm @etalab/decoupage-administratif
"""

# ruff: noqa: ARG001, ARG005, D103, E501, FBT001, FBT003, RET504
# Tables of made-up sentences and drawers of cells: a line each.

from __future__ import annotations

import csv
import gzip
import io
import json
import random
import sys
from collections.abc import Callable
from pathlib import Path

from faker import Faker
from frformat.formats.code_commune_insee_frozenset import CODES_COMMUNES_INSEE_COG_2023
from frformat.formats.code_postal_frozenset import CODES_POSTAUX_SEMESTRE1_2025
from frformat.formats.commune_frozenset import COMMUNES_COG_2023

OUT = Path(__file__).parent.parent / "src/jalons/ailibrary/recipes/columns/data"
CELLS = 40
JUNK = ("NC", "N.C.", "n/a", " ", "", "-", "?", "Non renseigné", "néant", "NULL", "#N/A", "ND")
LISTS = tuple(map(sorted, (CODES_COMMUNES_INSEE_COG_2023, CODES_POSTAUX_SEMESTRE1_2025,
                           COMMUNES_COG_2023)))  # fmt: skip
fake = Faker("fr_FR")
faker_of_others = [Faker(each) for each in ("fr_CH", "fr_BE", "pt_PT", "tr_TR", "fr_DZ", "it_IT")]


def luhn(digits: str) -> str:
    """The digits with the one that makes the sum of Luhn a multiple of ten."""
    total = sum(
        (2 * int(each) - 9 * (int(each) > 4)) if place % 2 == 0 else int(each)
        for place, each in enumerate(reversed(digits))
    )
    return digits + str(-total % 10)


def siren(rng: random.Random) -> str:
    return luhn("".join(rng.choices("0123456789", k=8)))


def siret(rng: random.Random) -> str:
    return luhn(siren(rng) + f"{rng.randint(1, 60):04d}")


def nir(rng: random.Random) -> str:
    head = (f"{rng.choice('12')}{rng.randint(0, 99):02d}{rng.randint(1, 12):02d}"
            f"{rng.randint(1, 95):02d}{rng.randint(1, 900):03d}{rng.randint(1, 900):03d}")  # fmt: skip
    return head + f"{97 - int(head) % 97:02d}"


def iban(rng: random.Random) -> str:
    bank, branch = f"{rng.randint(10000, 30000)}", f"{rng.randint(0, 99999):05d}"
    account = f"{rng.randint(0, 10**11 - 1):011d}"
    rib = 97 - (89 * int(bank) + 15 * int(branch) + 3 * int(account)) % 97
    bban = f"{bank}{branch}{account}{rib:02d}"
    check = 98 - int(f"{bban}152700") % 97
    return f"FR{check:02d}{bban}"


def spaced(text: str, *sizes: int) -> str:
    parts, at = [], 0
    for size in sizes:
        parts.append(text[at : at + size])
        at += size
    return " ".join([*parts, text[at:]]).strip()


def whole_name(rng: random.Random) -> str:
    source = fake if rng.random() < 0.3 else rng.choice(faker_of_others)
    first, last = source.first_name(), source.last_name()
    form = rng.random()
    if form < 0.4:
        return f"{first} {last}"
    if form < 0.7:
        return f"{last.upper()} {first}"
    return f"{rng.choice(('M.', 'Mme'))} {first} {last}" if form < 0.85 else f"{last} {first}"


def first_name(rng: random.Random) -> str:
    return (fake if rng.random() < 0.3 else rng.choice(faker_of_others)).first_name()


def phone(rng: random.Random, mark: str, head: str) -> str:
    number = f"0{rng.choice('1234567')}" + "".join(rng.choices("0123456789", k=8))
    pairs = [number[at : at + 2] for at in range(0, 10, 2)]
    return mark.join(pairs) if head == "0" else f"+33 {number[1]} " + mark.join(pairs[1:])


def money(rng: random.Random, *, bare: bool) -> str:
    value = rng.choice((rng.uniform(1, 90), rng.uniform(100, 90_000)))
    text = f"{value:,.2f}".replace(",", " ").replace(".", ",")
    return text if bare else f"{text} €"


def date_of(rng: random.Random, form: str) -> str:
    return fake.date_between("-15y", "today").strftime(form)


def words(rng: random.Random, choices: tuple[str, ...]) -> str:
    return rng.choice(choices)


STATES = ("En service", "Hors service", "En travaux", "À vérifier", "Archivé")
PLACES = ("Gymnase", "Salle des fêtes", "École maternelle", "Médiathèque", "Crèche", "Piscine",
          "Hôtel de ville", "Stade municipal")  # fmt: skip
SERVICES = ("Direction des systèmes d’information", "Service technique", "État civil", "Urbanisme",
            "Direction de l’enfance", "Police municipale", "Espaces verts", "Finances")  # fmt: skip
OBJECTS = ("Travaux de voirie", "Achat de fournitures", "Entretien des espaces verts",
           "Location de matériel", "Subvention de fonctionnement", "Étude de sols")  # fmt: skip
NOTES = (
    "Travaux prévus au printemps, voir le plan de charge", "Accès par la cour, portail bleu",
    "Matériel livré et installé, garantie trois ans", "Demande traitée par le service urbanisme",
    "Fermé pendant les vacances scolaires et les jours fériés", "Dossier incomplet, relance envoyée",
    "Contrôle annuel effectué, rien à signaler", "À remplacer avant la fin de l’année",
    "Rue Jean Jaurès barrée, passage par la place Victor Hugo", "Bâtiment rénové en 2019 par la Ville",
    "Convention signée avec l’association Les Amis du Parc", "En attente de la décision du Conseil",
)  # fmt: skip


def note(rng: random.Random) -> str:
    return f"{rng.choice(NOTES)}{rng.choice(('', '.', ' (voir annexe)', f' le {rng.randint(1, 28)}/03'))}"


def note_with_name(rng: random.Random) -> str:
    if rng.random() > 0.35:
        return note(rng)
    name = whole_name(rng)
    return rng.choice((f"Dossier suivi par {name}", f"Voir avec {name} avant travaux",
                       f"{name} a appelé le 12/03, à recontacter", f"Clés chez {name}, 2e étage",
                       f"Demande de {name} refusée"))  # fmt: skip


type Maker = Callable[[random.Random], str]


def makers(rng: random.Random, headed: bool) -> dict[str, tuple[str, tuple[str, ...], Maker]]:
    """By kind of column: what is expected, its headings, how to draw a cell."""
    wide, mark = rng.random() < 0.5, rng.choice((" ", ".", ""))
    form = rng.choice(("%d/%m/%Y", "%Y-%m-%d", "%d-%m-%Y", "%Y-%m-%dT%H:%M:%S", "%d/%m/%y"))
    codes, posts, names = LISTS
    pair = rng.choice(("{a}, {b}", "{a},{b}", "[{a}, {b}]"))
    made = {
        "siren": ("siren", ("SIREN", "N° SIREN", "siren_entreprise"),
                  lambda r: spaced(siren(r), 3, 3) if wide else siren(r)),
        "siret": ("siret", ("SIRET", "numero_siret", "Siret titulaire"),
                  lambda r: spaced(siret(r), 3, 3, 3) if wide else siret(r)),
        "nir": ("nir", ("NIR", "N° sécurité sociale", "num_secu"),
                lambda r: spaced(nir(r), 1, 2, 2, 2, 3, 3) if wide else nir(r)),
        "iban": ("iban", ("IBAN", "RIB", "iban_creancier"),
                 lambda r: spaced(iban(r), 4, 4, 4, 4, 4, 4) if wide else iban(r)),
        "rna": ("rna", ("RNA", "n° RNA", "id_rna"), lambda r: f"W{r.randint(10**8, 10**9 - 1)}"),
        "email": ("email", ("Courriel", "Adresse mail", "email"), lambda r: fake.email()),
        "phone": ("phone", ("Téléphone", "Tél.", "telephone_fixe"),
                  lambda r: phone(r, mark, "0" if wide else "+33")),
        "postcode": ("postcode", ("Code postal", "CP", "code_postal"), lambda r: r.choice(posts)),
        "commune_code": ("commune_code", ("Code INSEE", "CODGEO", "code_commune"),
                         lambda r: r.choice(codes)),
        "commune": ("commune", ("Commune", "Ville", "nom_commune"),
                    lambda r: r.choice(names).upper() if wide else r.choice(names)),
        "date": ("date", ("Date", "date_debut", "Date de création"), lambda r: date_of(r, form)),
        "year": ("year", ("Année", "exercice", "millésime"), lambda r: str(r.randint(1995, 2026))),
        "latitude": ("latitude", ("Latitude", "lat", "Y_WGS84"),
                     lambda r: f"{r.uniform(42.5, 50.9):.6f}"),
        "longitude": ("longitude", ("Longitude", "lon", "X_WGS84"),
                      lambda r: f"{r.uniform(-4.5, 7.5):.6f}"),
        "point": ("point", ("geo_point_2d", "Coordonnées", "latlon"),
                  lambda r: pair.format(a=f"{r.uniform(42.5, 50.9):.5f}", b=f"{r.uniform(-4, 7):.5f}")),
        "money": ("money", ("Montant TTC", "montant", "Prix"),
                  lambda r: money(r, bare=headed and wide)),
        "percent": ("percent", ("Taux", "pourcentage", "Part"),
                    lambda r: f"{r.uniform(0, 100):.1f}".replace(".", ",") + " %"),
        "boolean": ("boolean", ("Accessible", "actif", "oui_non"),
                    lambda r: r.choice(("Oui", "Non") if wide else ("VRAI", "FAUX"))),
        "number": ("number", ("Nombre de places", "Effectif", "quantite"),
                   lambda r: str(r.randint(0, 4000))),
        "decimal": ("number", ("Surface", "superficie", "total"),
                    lambda r: f"{r.uniform(0, 900):.2f}".replace(".", "," if wide else ".")),
        "url": ("url", ("Site web", "url", "Lien"), lambda r: fake.url() + fake.uri_path()),
        "person_name": ("person_name", ("Nom et prénom", "Demandeur", "responsable"), whole_name),
        "first_name": ("first_name", ("Prénom", "prenom", "Prénoms"), first_name),
        "address": ("address", ("Adresse", "adresse_postale", "Domicile"),
                    lambda r: fake.street_address().replace(",", "" if wide else ",")),
        "state": ("text", ("État", "statut", "Situation"), lambda r: r.choice(STATES)),
        "place": ("text", ("Équipement", "nom_equipement", "Bâtiment"),
                  lambda r: f"{r.choice(PLACES)} {fake.last_name()}" if r.random() < 0.5
                  else f"{r.choice(PLACES)} {r.choice(('du Centre', 'des Lilas', 'Nord', 'de la Gare'))}"),
        "service": ("text", ("Service", "direction", "Responsable"), lambda r: r.choice(SERVICES)),
        "object": ("text", ("Objet", "intitule", "Libellé"),
                   lambda r: f"{r.choice(OBJECTS)} {r.randint(2018, 2026)}"),
        "reference": ("text", ("Référence", "n° de dossier", "id_objet"),
                      lambda r: f"{r.choice(('DRH', 'MP', 'URB'))}-{r.randint(2015, 2026)}-{r.randint(1, 999):03d}"),
        "identifier": ("number", ("identifiant", "id", "Numéro"),
                       lambda r: str(r.randint(10**8, 10**9 - 1))),
        "company": ("text", ("Titulaire", "Entreprise", "fournisseur"), lambda r: fake.company()),
        "note": ("text", ("Commentaire", "Observations", "Remarque"), note),
        "named_text": ("named_text", ("Commentaire", "Observations", "Remarque"), note_with_name),
    }  # fmt: skip
    return made


def column(rng: random.Random, kind: str, case: str) -> dict[str, object]:
    """A column: ``case`` is "clear", "headless" or "junk" (headless with 6 % of junk, spaces)."""
    expected, headings, draw = makers(rng, case == "clear")[kind]
    cells = [draw(rng) for _ in range(CELLS)]
    if case == "junk":
        cells = [rng.choice(JUNK) if rng.random() < 0.06 else
                 f" {cell} " if rng.random() < 0.1 else cell for cell in cells]  # fmt: skip
    heading = rng.choice(headings) if case == "clear" else f"Col{rng.randint(1, 30)}"
    return {"heading": heading, "kind": expected, "drawn": kind, "case": case, "cells": cells}


def build(many: int, seed: int) -> list[dict[str, object]]:
    rng = random.Random(seed)
    fake.seed_instance(seed)
    for at, each in enumerate(faker_of_others):
        each.seed_instance(seed + at)
    return [column(rng, kind, case) for kind in makers(rng, True)
            for case in ("clear", "headless", "junk") for _ in range(many)]  # fmt: skip


def communes(path: str) -> bytes:
    """The code, the postcodes and the name of each commune, compressed the same way each time."""
    text = io.StringIO()
    out = csv.writer(text, lineterminator="\n")
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        for row in csv.DictReader(lines):
            out.writerow((row["code"], row["codes_postaux"], row["nom"]))
    return gzip.compress(text.getvalue().encode(), 9, mtime=0)


if __name__ == "__main__":
    OUT.mkdir(parents=True, exist_ok=True)
    (OUT / "communes.csv.gz").write_bytes(communes(sys.argv[1]))
    drawn = {"train": build(3, 7), "calibration": build(1, 11), "test": build(4, 13)}
    data = gzip.compress(json.dumps(drawn, ensure_ascii=False).encode(), 9, mtime=0)
    (OUT / "columns.json.gz").write_bytes(data)
    sys.stdout.write(f"{len(data)} bytes, {sum(map(len, drawn.values()))} columns\n")
