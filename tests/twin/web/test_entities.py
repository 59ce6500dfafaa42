"""The entities of a type, found among thousands, and the page of one over a period."""

from __future__ import annotations

import csv
import io
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from factories.people import client_of
from jalons.broker.engine import operations
from jalons.broker.engine.instants import written
from jalons.broker.engine.temporal.history_rows import row_of
from jalons.broker.store.port import HistoryChange, Step
from jalons.foundation.accounts.models import Authority, Role
from jalons.twin.web.connection import twin_store
from jalons.twin.web.observations import queries
from samples import twin_sheet

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("own_twin")]
SPACE = "https://uri.etsi.org/ngsi-ld/default-context/"
LAMP = SPACE + "Streetlight"
KEY = queries.key_of(LAMP)
NOW = datetime.now(UTC).replace(microsecond=0)


@pytest.fixture
def reader(authority: Authority) -> Client:
    twin_store.policies().keep("vitre", replace(twin_sheet(), type=LAMP, name="Lampes"))
    return client_of(authority, Role.READER)


def seen(ago: timedelta) -> str:
    return written(int((NOW - ago).timestamp()) * 1_000_000)


def observation(value: Any, ago: timedelta, **more: Any) -> dict[str, Any]:
    return {"type": "Property", "value": value, "observedAt": seen(ago), **more}


def keep(number: int, name: str, **attrs: list[dict[str, Any]]) -> str:
    """A lamp whose instances of attributes are its history; the first of each is its present."""
    identifier = f"urn:ngsi-ld:Streetlight:{number:04d}"
    now: dict[str, list[dict[str, Any]]] = {}
    rows = []
    for attr, instances in attrs.items():
        iri = SPACE + attr
        for each in instances:
            held = now.setdefault(iri, [])
            if each.get("datasetId") not in [other.get("datasetId") for other in held]:
                held.append(each)
            if "observedAt" in each:
                dated = {**each, "createdAt": each["observedAt"], "modifiedAt": each["observedAt"]}
                rows.append(row_of(iri, dated))
    doc: dict[str, Any] = {
        "id": identifier,
        "type": [LAMP],
        "attrs": {SPACE + "name": [{"type": "Property", "value": name}], **now},
    }
    step = Step(identifier, operations.create(doc), history=HistoryChange(rows=tuple(rows)))
    twin_store.store().write("vitre", [step], now=int(NOW.timestamp()) * 1_000_000)
    return identifier


def text(response: Any) -> str:
    assert response.status_code == 200, response.status_code
    return str(response.content.decode()).replace("\u202f", " ").replace("\xa0", " ")


def lamps(client: Client, **asked: str) -> str:
    return text(client.get(reverse("twin_entities", args=("vitre", KEY)), asked))


def page(client: Client, identifier: str, **asked: str) -> str:
    return text(client.get(reverse("twin_entity", args=("vitre", identifier)), asked))


def hours(values: list[float], **more: Any) -> list[dict[str, Any]]:
    return [observation(v, timedelta(hours=n), **more) for n, v in enumerate(values)]


def test_entities_are_found_by_name_or_identifier_whatever_the_case(reader: Client) -> None:
    for number in range(30):
        keep(number, f"Rue {number}, mât (a+b)" if number else "Place de la Mairie")
    whole = lamps(reader)
    assert "Lampes : 30 en tout." in whole
    assert "page 1 sur 2" in whole
    assert "Place de la Mairie" in whole
    assert lamps(reader, mots="MAIRIE").count('<th scope="row">') == 1
    assert lamps(reader, mots="streetlight:0007").count('<th scope="row">') == 1
    assert lamps(reader, mots="(a+b)", page="2").count('<th scope="row">') == 4
    assert "Rien" in lamps(reader, mots="introuvable")
    assert page(reader, "urn:ngsi-ld:Streetlight:0000")
    assert "<table>" in lamps(reader, page="9999")


def test_a_list_is_sorted_by_what_it_shows_and_the_home_leads_to_it(reader: Client) -> None:
    for number, power in enumerate([30, 90, 10]):
        keep(number, f"Lampe {number}", power=hours([power], unitCode="WTT"))
    found = lamps(reader, sort="-power")
    places = [found.index(f"Lampe {number}</a>") for number in (1, 0, 2)]
    assert places == sorted(places)
    assert "90 W" in found
    assert 'aria-sort="descending"' in found
    home = text(reader.get(reverse("twin_home", args=("vitre",))))
    assert reverse("twin_entities", args=("vitre", KEY)) in home


def test_a_list_leaves_as_csv_with_what_was_searched(reader: Client) -> None:
    for number in range(3):
        keep(number, f"Lampe {number}", power=hours([number]))
    answer = reader.get(
        reverse("twin_entities", args=("vitre", KEY)), {"format": "csv", "mots": "lampe 1"}
    )
    told = b"".join(answer.streaming_content).decode()
    assert "Lampe 1" in told
    assert "Lampe 2" not in told
    nothing = reader.get(
        reverse("twin_entities", args=("vitre", KEY)), {"format": "csv", "mots": "rien"}
    )
    assert "Lampe" not in b"".join(nothing.streaming_content).decode()


def test_a_type_nobody_sent_has_no_list(reader: Client) -> None:
    assert reader.get(reverse("twin_entities", args=("vitre", KEY))).status_code == 404


def test_the_granularity_follows_the_period_chosen(reader: Client) -> None:
    identifier = keep(1, "Lampe", power=hours([float(n) for n in range(72)], unitCode="WTT"))
    day = page(reader, identifier, periode="24h")
    assert "chaque observation" in day
    week = page(reader, identifier, periode="7d")
    assert "par heure" in week
    assert "page 1 sur" in week
    assert "par semaine" in page(reader, identifier, periode="365d")
    dated = page(
        reader, identifier, du=(NOW - timedelta(days=40)).date().isoformat(),
        au=(NOW - timedelta(days=30)).date().isoformat(),
    )  # fmt: skip
    assert "Aucune observation dans cette période" in dated
    assert "<details open>" in dated
    assert dated.count("<") / 2 < 600


def test_a_history_leaves_as_csv_as_it_is_shown(reader: Client) -> None:
    identifier = keep(1, "Lampe", power=hours([2.5, 1.0], unitCode="WTT"))
    answer = reader.get(
        reverse("twin_entity", args=("vitre", identifier)), {"format": "csv", "periode": "24h"}
    )
    rows = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig")), delimiter=";"))
    assert rows[0][2].endswith("(W)")
    assert [row[2] for row in rows[1:]] == ["1.0", "2.5"]
    when = timezone.localtime(NOW)
    assert datetime.fromisoformat(rows[2][0]) == when


def test_no_state_of_a_history_is_a_formula_in_its_file(reader: Client) -> None:
    identifier = keep(1, "Lampe", status=hours(["=1+1", "+2+cmd|' /C calc'!A0", "allumée"]))
    answer = reader.get(
        reverse("twin_entity", args=("vitre", identifier)), {"format": "csv", "periode": "24h"}
    )
    rows = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig")), delimiter=";"))
    assert {row[1] for row in rows[1:]} == {"'=1+1", "'+2+cmd|' /C calc'!A0", "allumée"}


def test_two_series_of_one_attribute_are_told_apart(reader: Client) -> None:
    identifier = keep(
        1, "Lampe",
        power=[
            *hours([1.0, 1.0], datasetId="urn:serie:a"),
            *hours([7.0, 9.0], datasetId="urn:serie:b"),
        ],
    )  # fmt: skip
    first = page(reader, identifier, periode="24h")
    assert "Série" in first
    second = page(reader, identifier, periode="24h", serie="urn:serie:b")
    table = second.split("</table>")[1]
    assert ">9<" in table
    assert ">1<" not in table


def test_a_state_is_told_by_its_changes_and_a_number_stays_the_first(reader: Client) -> None:
    states = [
        observation(value, timedelta(hours=n))
        for n, value in enumerate(["ok", "ok", "panne", "ok"])
    ]
    identifier = keep(1, "Lampe", status=states)
    shown = page(reader, identifier)
    table = shown.split("<tbody>")[1].split("</tbody>")[0]
    assert [table.count("ok"), table.count("panne")] == [2, 1]
    assert "<svg" not in shown.split("<main")[1].split("</main>")[0]


def test_links_lead_to_the_entities_that_are_there(reader: Client) -> None:
    other = keep(2, "Armoire")
    links = [{"type": "Relationship", "value": [other, "urn:ngsi-ld:Streetlight:9999"]}]
    identifier = keep(1, "Lampe", refGroup=links)
    shown = page(reader, identifier)
    assert f'{reverse("twin_entity", args=("vitre", other))}">Armoire</a>' in shown
    assert "pas dans ce jumeau" in shown
    assert reverse("twin_entity", args=("vitre", "urn:ngsi-ld:Streetlight:9999")) not in shown


def test_one_goes_from_an_entity_to_the_ones_beside_it(reader: Client) -> None:
    ids = [keep(number, f"Lampe {number}") for number in range(3)]
    middle = page(reader, ids[1])
    for identifier, way in ((ids[0], "prev"), (ids[2], "next")):
        address = reverse("twin_entity", args=("vitre", identifier))
        assert f'rel="{way}" href="{address}"' in middle
    assert 'rel="prev"' not in page(reader, ids[0])


def test_an_entity_without_a_number_says_so(reader: Client) -> None:
    assert "Aucun historique à dessiner" in page(reader, keep(1, "Lampe"))
