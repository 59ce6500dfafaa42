import csv
import gzip
from importlib import resources
from itertools import pairwise
from pathlib import Path

import pytest

from jalons.foundation.territories.actions import load_territories
from jalons.foundation.territories.contours import decode
from jalons.foundation.territories.models import Contour, Territory, TerritoryTerm
from jalons.foundation.territories.queries import is_loaded, search_territories
from jalons.foundation.territories.vintage import vintage

DATA = resources.files("jalons.foundation.territories") / "data"
SHARED = Path(__file__).parents[4] / "shared" / "data"


def rows(name):
    with (DATA / name).open("rb") as stream, gzip.open(stream, "rt", encoding="utf-8") as text:
        return list(csv.DictReader(text))


def angers(row):
    return row["epci"] == "244900015" or row["code"] in {"244900015", "49", "52"}


def test_the_packaged_data_hold_all_of_france():
    counts = {}
    for row in rows("territories.csv.gz"):
        counts[row["kind"]] = counts.get(row["kind"], 0) + 1
    assert counts == {"region": 18, "departement": 109, "epci": 1255, "ept": 11, "commune": 34_969}


def test_only_what_the_sources_lack_is_missing():
    communes = [row for row in rows("territories.csv.gz") if row["kind"] == "commune"]
    drawn = {row["code"] for row in rows("contours.csv.gz") if row["kind"] == "commune"}
    overseas = [row for row in communes if not row["region"]]
    assert len(overseas) == 94
    assert {row["code"] for row in communes if not row["siren"]} == {r["code"] for r in overseas}
    assert sum(not row["population"] for row in communes) == 6
    assert sum(row["code"] not in drawn and bool(row["region"]) for row in communes) == 8


def test_a_town_hall_far_from_its_commune_gives_way_to_the_middle():
    path = SHARED / "communes_mairies.csv.gz"
    if not path.exists():
        pytest.skip("the reference snapshots are not beside the repository")
    with gzip.open(path, "rt", encoding="utf-8") as stream:
        source = list(csv.DictReader(stream))
    far = {r["code"] for r in source if float(r["ecart_mairie_centroide_km"] or 0) > 15}
    ours = {r["code"]: r for r in rows("territories.csv.gz") if r["kind"] == "commune"}
    assert len(far) == 232
    assert {ours[code]["position"] for code in far} == {"centroid"}


def test_the_same_perimeters_as_the_reference_snapshot():
    path = SHARED / "communes_2026.csv.gz"
    if not path.exists():
        pytest.skip("the reference snapshots are not beside the repository")
    with gzip.open(path, "rt", encoding="utf-8") as stream:
        source = {r["code"]: r for r in csv.DictReader(stream)}
    ours = {r["code"]: r for r in rows("territories.csv.gz") if r["kind"] == "commune"}
    assert source.keys() == ours.keys()
    for code, row in source.items():
        assert ours[code]["siren"] == row["siren"]
        assert ours[code]["epci"] == row["epci"]
        assert ours[code]["population"] == row["population"].removesuffix(".0")


def test_contours_lie_within_the_territory_of_the_republic():
    for row in rows("contours.csv.gz")[::50]:
        for ring in decode(row["rings"]):
            assert len(ring) >= 3
            assert all(-64 < lon < 56 and -22 < lat < 52 for lon, lat in ring)


def test_loading_tells_its_progress_and_links_members_to_their_parents(db):
    told = []
    counts = load_territories(only=angers, progress=lambda done, total: told.append((done, total)))
    assert counts["commune"] == 29
    commune = Territory.objects.get(kind="commune", code="49007")
    assert commune.epci.name == "CU Angers Loire Métropole"
    assert commune.departement.name == "Maine-et-Loire"
    assert commune.region.code == "52"
    assert (commune.position, commune.vintage) == ("town_hall", vintage().year)
    assert commune.contour.rings
    assert all(before[0] <= after[0] for before, after in pairwise(told))
    assert told[-1][0] == told[-1][1]


def test_loading_twice_changes_nothing(db):
    load_territories(only=angers)
    before = sorted(Territory.objects.values_list())
    terms, outlines = TerritoryTerm.objects.count(), Contour.objects.count()
    load_territories(only=angers)
    assert sorted(Territory.objects.values_list()) == before
    assert (TerritoryTerm.objects.count(), Contour.objects.count()) == (terms, outlines)


def test_loading_mends_a_row_and_keeps_its_identity(db):
    stale = Territory.objects.create(kind="epci", code="244900015", name="Old name")
    assert not is_loaded()
    load_territories(only=angers)
    stale.refresh_from_db()
    assert stale.name == "CU Angers Loire Métropole"
    assert is_loaded()


def test_a_territory_that_disappeared_is_kept_but_found_no_more(db):
    gone = Territory.objects.create(
        kind="commune", code="49999", name="Ville disparue", core="disparue", vintage=2020
    )
    load_territories(only=angers)
    assert Territory.objects.filter(pk=gone.pk).exists()
    assert search_territories("ville disparue") == []
    assert search_territories("49999") == []
