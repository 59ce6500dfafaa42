"""Territories that were read, and the files that came from them, as they are stored."""

from __future__ import annotations

import json
from datetime import date
from hashlib import sha256

from django.core.files.base import ContentFile

from jalons.federation.web.received.models import ItemContent, ReceivedItem
from jalons.federation.web.sources.models import Source
from jalons.foundation.territories.models import Territory
from jalons.tabular.files.writing import csv_text

COLUMNS = ("REF_AREA", "INDICATOR", "TIME_PERIOD", "OBS_VALUE", "UNIT_MEASURE", "METHOD",
           "INCLUDED", "EXCLUDED")  # fmt: skip


def town(code, name, siren, population=6_000, **place):
    place = {"lat": 48.1, "lon": -1.2, **place}
    return Territory.objects.create(kind="commune", code=code, name=name, siren=siren,
                                    population=population, **place)  # fmt: skip


def siren_of(number):
    return f"{213_500_000 + number}"


def towns(count, start=1):
    return [town(f"35{number:03}", f"Ville {number}", siren_of(number), 5_000 + 10 * number)
            for number in range(start, start + count)]  # fmt: skip


def source(authority, territory, **more):
    values = {"name": territory.name, "siren": territory.siren, "trust": Source.Trust.TRUSTED,
              "status": Source.Status.FRESH,
              "publisher": sha256(territory.siren.encode()).hexdigest()}  # fmt: skip
    return Source.objects.create(authority=authority, **values | more)


def file(origin, kind, name, content, **more):
    """A file received from a source, in place of the one of the same name."""
    digest = sha256(content).hexdigest()
    if not ItemContent.objects.of(origin.authority).filter(digest=digest).exists():
        stored = ItemContent(authority=origin.authority, digest=digest)
        stored.file.save("f", ContentFile(content))
    ReceivedItem.objects.of(origin.authority).filter(source=origin, uid=name).delete()
    values = {"origin": origin.publisher, "uid": name, "source": origin, "path": name,
              "digest": digest, "kind": kind, "title": name, "made_on": date(2026, 11, 2),
              "licence": "etalab-2.0"}  # fmt: skip
    return ReceivedItem.objects.create(authority=origin.authority, **values | more)


def indicators(origin, value, **line):
    row = {
        "REF_AREA": origin.siren, "INDICATOR": "footprint.per_staff", "TIME_PERIOD": "2025",
        "OBS_VALUE": value, "UNIT_MEASURE": "kg CO2 eq/person/year",
        "METHOD": "footprint/1.0.0", "INCLUDED": "ordinateurs", "EXCLUDED": "", **line,
    }  # fmt: skip
    content = csv_text([COLUMNS, [row[name] for name in COLUMNS]], delimiter=",").encode()
    return file(origin, "indicators", "indicateurs.csv", content)


def notice(origin, title, kind="need", **more):
    content = json.dumps({"title": title, "subject": "purchase", **more}).encode()
    return file(origin, kind, f"{kind}-{title}", content, title=title)
