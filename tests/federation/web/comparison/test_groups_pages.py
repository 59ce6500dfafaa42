"""Groups of territories on their page and for a ministry: who is in them is never said."""

from __future__ import annotations

import csv
import io
import json
from datetime import date
from itertools import combinations

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from federation.towns import shared
from federation.web import others
from jalons.federation.engine.releases import LEAST, ReleaseStanding
from jalons.federation.engine.sdmx import COLUMNS, KEY
from jalons.federation.store.rules import sdmx_structure
from jalons.federation.web.comparison import actions, queries
from jalons.federation.web.comparison.models import StoredFigure, StoredRelease
from jalons.federation.web.comparison.shelf import GROUPS, national
from jalons.federation.web.sources.models import Source
from jalons.foundation.publishing import actions as publishing
from jalons.foundation.territories.models import Territory
from jalons.kernel import Interval, Observation, Perimeter, Period, Status, Unit, Urn
from jalons.kernel.contracts import indicator_figures, observation_store
from jalons.strategy.engine.indicators import sdmx

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


def compute(authority):
    actions.groups_job(lambda *_step: None, authority=authority.pk)


@pytest.fixture
def members(authority):
    found = [others.source(authority, each) for each in others.towns(7)]
    for number, each in enumerate(found):
        others.indicators(each, 100 + 10 * number)
    return found


def shown_group(authority):
    (found,) = queries.groups(authority, timezone.localdate())
    return found.released


def test_five_territories_make_a_group_and_four_do_not(authority, members):
    Source.objects.of(authority).filter(pk__in=[each.pk for each in members[4:]]).update(
        trust="met"
    )
    compute(authority)
    assert shown_group(authority).release is None
    assert not StoredRelease.objects.of(authority).exists()
    Source.objects.of(authority).update(trust="trusted")
    compute(authority)
    found = shown_group(authority).release
    assert (found.first, found.median, found.third) == (120.0, 130.0, 140.0)
    assert len(found.members) == 7


def test_one_more_or_a_new_value_of_one_file_follows_the_rule_of_releases(authority, members):
    compute(authority)
    eighth = others.source(authority, *others.towns(1, start=20))
    others.indicators(eighth, 900)
    compute(authority)
    assert shown_group(authority).standing is ReleaseStanding.STANDS
    assert shown_group(authority).release.median == 130.0
    for each in others.towns(4, start=30):
        others.indicators(others.source(authority, each), 900)
    compute(authority)
    assert shown_group(authority).standing is ReleaseStanding.RELEASED
    assert len(shown_group(authority).release.members) == 12
    compute(authority)
    assert StoredRelease.objects.of(authority).count() == 2, "nothing new: nothing is stored again"


def test_the_same_members_are_shown_anew_after_four_weeks_only(authority, members):
    compute(authority)
    others.indicators(members[0], 500)
    compute(authority)
    assert shown_group(authority).release.median == 130.0
    StoredRelease.objects.of(authority).update(day=timezone.localdate() - actions.AGAIN)
    compute(authority)
    assert shown_group(authority).release.median == 140.0


def test_forged_and_relayed_figures_never_enter_a_group(authority, members):
    poisoned = others.source(authority, *others.towns(1, start=40))
    others.indicators(poisoned, "1e300")
    liar = others.source(authority, *others.towns(1, start=41))
    others.indicators(liar, 5, REF_AREA=members[0].siren)
    relay = others.source(authority, *others.towns(1, start=42))
    others.indicators(relay, 5)
    relay.items.update(origin="f" * 64)
    unknown = Source.objects.create(authority=authority, name="Syndicat", siren="200066009",
                                    trust="trusted", publisher="e" * 64)  # fmt: skip
    others.indicators(unknown, 5)
    bare = others.source(authority, *others.towns(1, start=43))
    others.file(bare, "indicators", "i.csv", b"INDICATOR,OBS_VALUE\nfootprint.per_staff,3\n")
    compute(authority)
    assert len(shown_group(authority).release.members) == 7
    left = dict(queries.left_out(authority).keys())
    assert left == {"Ville 40": "value", "Ville 41": "area", "Syndicat": "territory",
                    "Ville 43": "columns"}  # fmt: skip


def test_what_is_no_longer_shared_leaves_the_figures(authority, members):
    compute(authority)
    members[0].items.update(state="withdrawn")
    members[1].items.update(deleted_at=timezone.now())
    compute(authority)
    assert StoredFigure.objects.of(authority).count() == 5
    assert shown_group(authority).standing is ReleaseStanding.STANDS


def test_the_export_of_figures_signed_by_a_town_and_read_compares(authority, town, follow):
    others.town("35999", "Valmoré", "200066009", 8_000)
    observed = [
        Observation("footprint.per_staff", Interval(100.0, 123.4, 150.0), Unit.parse(unit),
                    Period.year(year), Perimeter(Urn("authority", "v"), ("Écrans", "postes")),
                    (), "footprint/1.0.0", Status.MEASURED, Urn("run", "1"))
        for year, unit in ((2025, "t CO2 eq/year/person"), (2024, "kg CO2 eq/year/person"))
    ]  # fmt: skip
    content = sdmx.to_csv(sdmx.rows_of("200066009", observed)).encode()
    town.publish(shared("indicators/indicateurs.csv", content))
    follow(town)
    compute(authority)
    rows = StoredFigure.objects.of(authority).order_by("period")
    assert [(each.left, each.period, each.perimeter, each.value) for each in rows] == [
        ("", "2024", "postes, écrans", 123.4), ("", "2025", "postes, écrans", 123_400.0)
    ]  # fmt: skip


def test_another_authority_sees_nothing(authority, members, other):
    compute(authority)
    assert queries.groups(other, timezone.localdate()) == []
    assert queries.choices(other) == ([], [])


@settings(
    max_examples=12,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(st.lists(st.sets(st.integers(0, 13)), min_size=2, max_size=6))
def test_no_two_releases_of_the_base_differ_by_fewer_than_five(authority, history):
    StoredRelease.objects.of(authority).delete()
    Source.objects.of(authority).delete()
    found = [
        Source(authority=authority, name=f"S{n}", siren=others.siren_of(n), trust="trusted",
               publisher=f"{n:064x}")
        for n in range(14)
    ]  # fmt: skip
    Source.objects.create_all(found)
    for members in history:
        StoredFigure.objects.of(authority).delete()
        StoredFigure.objects.create_all([
            StoredFigure(authority=authority, source=found[n], digest="d", member=found[n].siren,
                         indicator="footprint.total", method="m/1", period="2025", kind="commune",
                         band="0-3500", unit="t", value=float(n))
            for n in members
        ])  # fmt: skip
        actions.publish_groups(authority)
    rows = [set(each.members) for each in StoredRelease.objects.of(authority)]
    for one, another in combinations(rows, 2):
        assert all(len(side) in {0, *range(LEAST, 15)} for side in (one - another, another - one))


def test_the_page_shows_the_group_and_one_s_own_value_only_when_it_compares(
    authority, members, reader
):
    compute(authority)
    authority.territory = others.town("35900", "Vitré", "213503600", 6_000)
    authority.save()
    page = reverse("group_figures", args=[authority.slug])
    text = reader.get(page).content.decode()
    assert "Médiane et quartiles de 7 territoires" in text
    assert "130" in text
    assert "Ville 1" not in text
    assert not any(each.siren in text for each in members)
    own = Observation(
        "footprint.per_staff", Interval.exact(150.0), Unit.parse("kg CO2 eq/year/person"),
        Period.year(2025), Perimeter(authority.urn, ("ordinateurs",)), (), "footprint/1.0.0",
        Status.MEASURED, Urn("run", "1"),
    )  # fmt: skip
    observation_store().record([own])
    assert indicator_figures().latest(authority.urn, "footprint.per_staff").value.mid == 150.0
    assert ">Votre territoire<" in reader.get(page).content.decode()
    from dataclasses import replace

    observation_store().record([replace(own, method="footprint/2.0.0")])
    text = reader.get(page).content.decode()
    assert ">Votre territoire<" not in text
    assert "la méthode" in text
    assert reader.get(page, {"indicateur": "x", "groupe": "région"}).status_code == 200


def test_a_ministry_reads_the_groups_an_authority_publishes(authority, members, administrator):
    compute(authority)
    (offered,) = GROUPS.offered(authority)
    urn = str(offered[0])
    publishing.choose(authority=authority, user=None, shelf=GROUPS, offered=[urn], chosen=[urn])
    publishing.open_to_everybody(authority=authority, user=None)
    visitor = Client()
    assert "de 7" not in visitor.get(f"/public/{authority.slug}/groupes/").content.decode()

    def data(name):
        return visitor.get(reverse("public_data", args=[authority.slug, name]))

    rows = list(csv.DictReader(io.StringIO(data("groupes.csv").content.decode())))
    assert [(each["STAT_TYPE"], float(each["OBS_VALUE"])) for each in rows] == [
        ("Q1", 120.0), ("MED", 130.0), ("Q3", 140.0)
    ]  # fmt: skip
    assert {tuple(each[name] for name in ("STRUCTURE", "ACTION")) for each in rows} == {
        ("datastructure", "I")
    }
    described_at = data("groupes.structure.xml")
    assert described_at["Content-Type"].startswith("application/xml")
    assert described_at.content.decode() == sdmx_structure()
    described = data("groupes.csv-metadata.json").json()
    follows(described, rows)
    assert not any(each.siren in data("groupes.csv").content.decode() for each in members)
    dcat = data("groupes.dcat.jsonld")
    assert dcat["Content-Type"].startswith("application/ld+json")
    (place,) = dcat.json()["dcat:distribution"]
    assert place["dcat:downloadURL"]["@id"].endswith("/donnees/groupes.csv")
    turtle = graph_of(dcat.content)
    assert turtle
    mapped = data("indicateurs-nationaux.json").json()["mappings"]
    assert mapped == [each for each in national() if each["indicator"] == "footprint.per_staff"]
    assert all(each["verified"] is False for each in national())


def follows(described, rows):
    """Whether rows follow their CSVW metadata: names, datatypes, a key that is unique."""
    kinds = {"string": str, "number": float, "integer": int, "date": date.fromisoformat}
    columns = described["tableSchema"]["columns"]
    assert described["@context"][0] == "http://www.w3.org/ns/csvw"
    assert [each["name"] for each in columns] == list(rows[0]) == [name for name, *_ in COLUMNS]
    for row in rows:
        for column in columns:
            if cell := row[column["name"]]:
                kinds[column["datatype"]](cell)
    key = [tuple(row[name] for name in described["tableSchema"]["primaryKey"]) for row in rows]
    assert described["tableSchema"]["primaryKey"] == list(KEY)
    assert len(set(key)) == len(key)


def graph_of(content):
    """The triples of a DCAT description, by a reader of RDF that is not ours."""
    from pyoxigraph import RdfFormat, parse

    found = list(parse(content, format=RdfFormat.JSON_LD))
    types = {str(each.object) for each in found if str(each.predicate).endswith("#type>")}
    assert "<http://www.w3.org/ns/dcat#Dataset>" in types
    assert "<http://www.w3.org/ns/dcat#Distribution>" in types
    return found


def test_who_solved_it_near_us_is_found_by_words_and_sorted_by_distance(authority, reader):
    authority.territory = others.town("35900", "Vitré", "213503600", 18_000, lat=48.12, lon=-1.21)
    authority.save()
    aix = others.town("13001", "Aix", "211300012", 18_000, lat=43.5, lon=5.4)
    kerlann = others.town("35001", "Kerlann", "213500010", 12_000, lat=48.1, lon=-1.7)
    far, near = others.source(authority, aix), others.source(authority, kerlann)
    for each, title in ((far, "Numérique sobre à la cantine"), (near, "Serveurs éteints la nuit")):
        results = "Demandez à Mme Jeanne Martin" if each is far else "12 % en moins"
        content = {"title": title, "description": "Moins d’écrans.", "results": results}
        others.file(each, "action", title, json.dumps(content).encode(), title=title)
    page = reverse("near_us", args=[authority.slug])
    text = reader.get(page).content.decode()
    assert text.index("Kerlann") < text.index("Aix")
    assert "Martin" not in text
    assert "12 % en moins" in text
    only = reader.get(page, {"q": "ecrans cantine"}).content.decode()
    assert "Aix" in only
    assert "Kerlann" not in only
    far.items.update(origin="a" * 64)
    assert "transmis par Aix" in reader.get(page).content.decode()


def test_the_board_shows_what_is_not_over_by_role_only(authority, reader):
    one = others.source(authority, *others.towns(1))
    others.notice(one, "Bornes wifi", quantity=12, unit="bornes", until="2099-01-01",
                  service="Direction du numérique")  # fmt: skip
    others.notice(one, "Écrans", kind="offer", subject="equipment", service="Mme Jeanne Martin")
    others.notice(one, "Passé", until="2020-01-01")
    page = reverse("notice_board", args=[authority.slug])
    text = reader.get(page).content.decode()
    assert "Bornes wifi" in text
    assert "Direction du numérique" in text
    assert "Passé" not in text
    assert "Martin" not in text
    assert "Bornes" not in reader.get(page, {"sorte": "offer"}).content.decode()
    assert "Bornes" not in reader.get(page, {"sorte": "autre"}).content.decode()
    one.items.filter(kind="need").update(state="withdrawn")
    assert "Bornes" not in reader.get(page).content.decode()


def test_machines_read_what_the_pages_show(authority, members, reader):
    compute(authority)
    found = reader.get(f"/api/v1/authorities/{authority.slug}/federation-groups").json()
    (group,) = found["items"]
    assert group["median"] == 130.0
    assert group["members"] == 7
    assert reader.get(f"/api/v1/authorities/{authority.slug}/federation-notices").status_code == 200


def test_a_group_of_communes_is_amid_them_and_one_of_no_official_list_says_where_it_is(
    authority, reader
):
    agglo = Territory.objects.create(kind="epci", code="200066876", name="Agglo", siren="200066876",
                                     population=78_000)  # fmt: skip
    for number, (lat, lon) in enumerate(((48.9, 4.3), (49.1, 4.5))):
        others.town(
            f"5100{number}", f"C{number}", f"21510000{number}", lat=lat, lon=lon, epci=agglo
        )
    authority.territory, authority.kind = agglo, "demo"
    authority.save()
    one = others.source(authority, Territory(name="Syndicat du Val", siren="999000052"))
    others.notice(one, "Écrans", place={"lat": 48.82, "lon": 4.4})
    others.notice(one, "Serveur", kind="offer", place="Châlons")
    text = reader.get(reverse("notice_board", args=[authority.slug])).content.decode()
    assert "20\u202fkm, dit-il lui-même" in text or "20 km, dit-il lui-même" in text
    assert text.count("distance inconnue") == 1
    assert text.count("Ces territoires sont fictifs, et ces distances aussi.") == 1
