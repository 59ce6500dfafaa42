"""The town's screens: what is there, the map, an entity, the sheets, and what citizens read."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import translation

from factories.authorities import make_authority, make_trial
from factories.people import client_of
from jalons.broker.engine import operations
from jalons.broker.engine.instants import written
from jalons.broker.engine.policies.policy import TypePolicy
from jalons.broker.engine.temporal.history_rows import row_of
from jalons.broker.engine.temporal.request import HistoryQuery
from jalons.broker.store.maintenance.retention import last_tidied
from jalons.broker.store.port import HistoryChange, Step
from jalons.foundation.accounts.models import Authority, Role
from jalons.foundation.journal.models import Entry
from jalons.foundation.places import maps as drawn_maps
from jalons.foundation.places.map_moves import elsewhere
from jalons.foundation.places.windows import Window
from jalons.foundation.territories.models import Territory
from jalons.twin.web import daily
from jalons.twin.web.connection import access_log, twin_store
from jalons.twin.web.indicators import sensors
from jalons.twin.web.labels.values import moment
from jalons.twin.web.observations import queries
from jalons.twin.web.overview.topics import topics
from jalons.twin.web.town_map import maps
from samples import twin_sheet

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("own_twin")]
SENSOR = twin_sheet().type
PLACE = "https://uri.etsi.org/ngsi-ld/location"
LEVEL = "https://example.org/level"
NOW = datetime.now(UTC)


def add(authority: Authority, sheet: TypePolicy, number: int, lon: float, lat: float) -> str:
    """A sensor with an hour of history each day of a week."""
    tenant = twin_store.tenant_of(authority)
    twin_store.policies().keep(tenant, sheet)
    identifier = f"urn:ngsi-ld:{queries.short(sheet.type)}:{number}"
    observed = [
        {
            "type": "Property",
            "value": 10 + day,
            "unitCode": "CEL",
            "observedAt": written(int((NOW - timedelta(days=day)).timestamp()) * 1_000_000),
        }
        for day in range(7)
    ]
    doc: dict[str, Any] = {
        "id": identifier,
        "type": [sheet.type],
        "attrs": {
            PLACE: [{"type": "GeoProperty", "value": {"type": "Point", "coordinates": [lon, lat]}}],
            LEVEL: [observed[0]],
        },
    }
    dated = (
        {**each, "createdAt": each["observedAt"], "modifiedAt": each["observedAt"]}
        for each in observed
    )
    change = HistoryChange(rows=tuple(row_of(LEVEL, each) for each in dated))
    stamp = int(NOW.timestamp() * 1_000_000)
    twin_store.store().write(
        tenant, [Step(identifier, operations.create(doc), history=change)], now=stamp
    )
    return identifier


def text(response: Any) -> str:
    assert response.status_code == 200, response.status_code
    return str(response.content.decode()).replace("\u202f", " ").replace("\xa0", " ")


def test_an_empty_twin_says_what_to_bring(authority: Authority) -> None:
    page = text(client_of(authority, Role.LEAD).get(reverse("twin_home", args=["vitre"])))
    assert "Aucun capteur ne dit encore rien" in page
    assert reverse("twin_sheet_new", args=["vitre"]) in page


def test_the_daily_round_applies_the_retention_of_each_sheet_and_the_page_says_when(
    authority: Authority,
) -> None:
    add(authority, replace(twin_sheet(), retention_days=3), 1, -1.2, 48.1)
    tenant = twin_store.tenant_of(authority)
    client = client_of(authority, Role.READER)
    address = reverse("twin_sheet", args=["vitre", queries.key_of(SENSOR)])
    assert "Pas encore" in text(client.get(address))
    daily.daily_round(now=NOW)
    query = HistoryQuery((f"urn:ngsi-ld:{queries.short(SENSOR)}:1",), attrs=(LEVEL,))
    (series,) = twin_store.store().history(tenant, query)
    assert [row.value for row in series.rows] == [12, 11, 10]
    page = text(client.get(address))
    assert "Historique plus ancien effacé" in page
    with translation.override("fr"):
        assert moment(int(NOW.timestamp() * 1_000_000)).replace("\xa0", " ") in page


def test_a_town_whose_store_fails_does_not_stop_the_retention_of_another(
    authority: Authority, caplog: pytest.LogCaptureFixture
) -> None:
    add(authority, replace(twin_sheet(), retention_days=3), 1, -1.2, 48.1)
    make_authority("abime", "Abîmé")
    twin_store.store().put("abime", "sheet", SENSOR, {"type": SENSOR, "retention_days": -4})
    daily.apply_retention(now=NOW)
    assert last_tidied(twin_store.store(), "vitre", SENSOR) is not None
    assert "abime" in caplog.text


def test_a_map_without_anything_of_a_type_leads_to_where_it_is(authority: Authority) -> None:
    here, far = twin_sheet(), replace(twin_sheet(), type="https://example.org/Room", name="Salles")
    for number in range(5):
        add(authority, here, number, -1.2 + number / 1000, 48.1)
    for number in range(3):
        add(authority, far, number, -1.9 + number / 1000, 47.7)
    client = client_of(authority, Role.READER)
    address = reverse("twin_map", args=["vitre"])
    asked = {"type": queries.key_of(far.type), "x": "-1.2", "y": "48.1", "z": "6"}
    answer = client.get(address, asked)
    page = text(answer)
    assert "0 entité est sur cette partie de la carte" in page
    assert "3 sont ailleurs, à environ 68 km au sud-ouest du milieu de cette carte." in page
    there = answer.context["drawn"].elsewhere
    assert (there.count, there.shown) == (3, 3)
    arrived = client.get(address + there.url).context["drawn"]
    assert (arrived.inside, arrived.elsewhere) == (3, None)
    assert arrived.choices.type == asked["type"]


def test_what_is_scattered_further_than_a_map_shows_leads_to_the_middle_of_it() -> None:
    shown = Window(-1.2, 48.1, 0.1)
    places = [(-1.2, 47.0), (2.3, 48.8), (2.31, 48.81), (2.32, 48.82), (5.4, 43.3)]
    found = elsewhere(places, shown, {"type": "x"})
    assert found is not None
    assert (found.count, found.shown) == (5, 3)
    assert found.url.startswith("?type=x&x=2.3")
    assert elsewhere([(-1.2, 48.1)], shown, {}) is None


@pytest.mark.parametrize(
    ("place", "where"),
    [
        ((-1.2, 49.0), "à environ 100 km au nord"), ((-1.2, 48.12), "à environ 2,2 km au nord"),
        ((-0.2, 48.1), "à environ 74 km à l’est"), ((-1.205, 48.1), "à moins de 1 km à l’ouest"),
        ((-60.0, 15.0), "au sud-ouest"), ((-1.2, 48.1005), "à moins de 1 km au nord"),
    ],
)  # fmt: skip
def test_where_something_is_is_said_in_kilometres_and_a_direction(
    place: tuple[float, float], where: str
) -> None:
    with translation.override("fr"):
        found = elsewhere([place], Window(-1.2, 48.1, 0.0001), {})
    assert found is not None
    assert where in found.where


def test_a_filter_nothing_matches_says_so(authority: Authority) -> None:
    add(authority, twin_sheet(), 1, -1.2, 48.1)
    client = client_of(authority, Role.READER)
    page = text(client.get(reverse("twin_map", args=["vitre"]), {"plus": "1000"}))
    assert "Rien ne correspond à ce filtre." in page


def test_the_home_counts_types_and_asks_for_the_sheet_that_lacks(authority: Authority) -> None:
    add(authority, twin_sheet(), 1, -1.2, 48.12)
    twin_store.policies().keep(
        "vitre", TypePolicy(type="https://example.org/Camera", name="Caméras")
    )
    page = text(client_of(authority, Role.READER).get(reverse("twin_home", args=["vitre"])))
    assert "1 type n’a pas de fiche complète" in page
    assert "Capteurs" in page
    assert "à compléter" in page


def test_a_sheet_is_written_changed_and_journaled(authority: Authority) -> None:
    lead = client_of(authority, Role.LEAD)
    answer = lead.post(reverse("twin_sheet_new", args=["vitre"]), {"type": "Sensor"})
    key = queries.key_of(SENSOR)
    address = reverse("twin_sheet_edit", args=["vitre", key])
    assert answer.url == address
    given = {
        "name": "Capteurs", "purpose": "Mesurer.", "owner": "Direction technique",
        "legal_basis": "not_personal",
        "retention_days": 365, "audience": "open", "position_metres": 0, "time_seconds": 0,
    }  # fmt: skip
    wrong = lead.post(address, {**given, "personal": "on"})
    assert wrong.status_code == 422
    assert "jamais ouvertes à tout le monde" in wrong.content.decode()
    assert lead.post(address, given).status_code == 302
    assert twin_store.policies().usable("vitre")[SENSOR].purpose == "Mesurer."
    lines = list(Entry.objects.of(authority).order_by("id"))
    assert [line.verb for line in lines] == ["created", "changed"]
    assert "la fiche est complète" in text(lead.get(reverse("twin_sheet", args=["vitre", key])))


def test_what_another_person_changed_meanwhile_is_kept(authority: Authority) -> None:
    twin_store.policies().keep("vitre", twin_sheet())
    lead = client_of(authority, Role.LEAD)
    sheet = twin_sheet()
    held = {
        "name": sheet.name, "purpose": sheet.purpose, "owner": sheet.owner,
        "legal_basis": sheet.legal_basis,
        "retention_days": sheet.retention_days, "audience": sheet.audience,
        "position_metres": 0, "time_seconds": 0,
    }  # fmt: skip
    twin_store.policies().keep("vitre", replace(sheet, owner="Service des eaux"))
    shown = {f"initial-{name}": value for name, value in held.items()}
    address = reverse("twin_sheet_edit", args=["vitre", queries.key_of(SENSOR)])
    assert lead.post(address, {**held, **shown, "purpose": "Arroser."}).status_code == 302
    kept = twin_store.policies().of("vitre")[SENSOR]
    assert (kept.owner, kept.purpose) == ("Service des eaux", "Arroser.")


@pytest.mark.parametrize("past_too", [False, True])
def test_a_sheet_opened_leaves_the_past_as_promised_unless_the_box_is_ticked(
    authority: Authority, *, past_too: bool
) -> None:
    sheet = replace(twin_sheet(), audience="internal")
    twin_store.policies().keep("vitre", sheet)
    lead = client_of(authority, Role.LEAD)
    key = queries.key_of(SENSOR)
    typed: dict[str, object] = {
        "name": sheet.name, "purpose": sheet.purpose, "owner": sheet.owner,
        "legal_basis": sheet.legal_basis, "retention_days": sheet.retention_days,
        "position_metres": sheet.position_metres, "time_seconds": sheet.time_seconds,
        "audience": "open", **({"past_too": "on"} if past_too else {}),
    }  # fmt: skip
    answer = lead.post(reverse("twin_sheet_edit", args=["vitre", key]), typed)
    assert answer.status_code == 302, text(answer)
    assert twin_store.policies().of("vitre")[SENSOR].audience == "open"
    page = text(lead.get(reverse("twin_sheet", args=["vitre", key])))
    assert ("comme promis alors (La collectivité seule)" in page) is not past_too


def test_a_contributor_reads_the_sheets_and_writes_none(authority: Authority) -> None:
    person = client_of(authority, Role.CONTRIBUTOR)
    assert person.get(reverse("twin_sheets", args=["vitre"])).status_code == 200
    assert person.get(reverse("twin_sheet_new", args=["vitre"])).status_code == 403


def test_the_map_has_a_mark_for_one_sensor_and_a_number_for_several(authority: Authority) -> None:
    for number in range(30):
        add(authority, twin_sheet(), number, -1.2 + number / 1e5, 48.12)
    add(authority, twin_sheet(), 99, -1.3, 48.2)
    page = text(client_of(authority, Role.READER).get(reverse("twin_map", args=["vitre"])))
    assert "31 entités sont sur cette partie" in page
    assert "30 ensemble : voir de plus près" in page
    assert reverse("twin_entity", args=["vitre", "urn:ngsi-ld:Sensor:99"]) in page
    assert page.count("<") / 2 < 415
    nearer = client_of(authority, Role.LEAD).get(
        reverse("twin_map", args=["vitre"]), {"x": "-1.3", "y": "48.2", "z": "4"}
    )
    assert "1 entité est sur cette partie" in text(nearer)


@pytest.mark.parametrize("asked", [{"x": "nan", "y": "1", "z": "1"}, {"x": "1"}, {"z": "99999"}])
def test_a_wrong_window_is_the_whole_map(authority: Authority, asked: dict[str, str]) -> None:
    add(authority, twin_sheet(), 1, -1.2, 48.12)
    page = client_of(authority, Role.READER).get(reverse("twin_map", args=["vitre"]), asked)
    assert "1 entité est sur cette partie" in text(page)


def test_each_type_has_its_shape_and_the_legend_names_it(authority: Authority) -> None:
    add(authority, twin_sheet(), 1, -1.2, 48.12)
    other = replace(twin_sheet(), type="https://example.org/Lamp", name="Lampes")
    add(authority, other, 2, -1.3, 48.2)
    page = text(client_of(authority, Role.READER).get(reverse("twin_map", args=["vitre"])))
    legend = page.split('<ul class="legend">')[1].split("</ul>")[0]
    assert [word in legend for word in ("Capteurs", "Lampes")] == [True, True]
    assert legend.count("<circle") == 1
    assert legend.count("<path") == 1
    assert "Sensor:1, Capteurs, 10 °C" in page  # a mark tells its latest value


def test_a_map_shows_only_what_is_chosen_and_keeps_the_choice_when_it_moves(
    authority: Authority,
) -> None:
    add(authority, twin_sheet(), 1, -1.2, 48.12)
    other = replace(twin_sheet(), type="https://example.org/Lamp", name="Lampes")
    add(authority, other, 2, -1.3, 48.2)
    reader = client_of(authority, Role.READER)

    def shown(**asked: str) -> str:
        return text(reader.get(reverse("twin_map", args=["vitre"]), asked))

    key = queries.key_of(SENSOR)
    chosen = shown(type=key)
    assert "1 entité est sur cette partie" in chosen
    assert f"?type={key}&amp;x=" in chosen
    assert "2 entités" in shown(plus="9,5")
    assert "0 entité" in shown(plus="10")
    assert "2 entités" in shown(q="level>=10")
    assert "0 entité" in shown(q="level>10")
    wrong = shown(q="level>")
    assert "ne peut pas être lue" in wrong
    assert "2 entités" in wrong
    assert "2 entités" in shown(plus="beaucoup", type="inconnu")


def test_the_script_of_the_map_is_small_and_the_map_needs_none(authority: Authority) -> None:
    add(authority, twin_sheet(), 1, -1.2, 48.12)
    page = text(client_of(authority, Role.READER).get(reverse("twin_map", args=["vitre"])))
    assert "places/map.js" in page
    assert "z=1" in page
    script = Path(drawn_maps.__file__).parent / "static" / "places" / "map.js"
    assert script.stat().st_size <= 3_000


def test_the_page_of_an_entity_shows_its_days_and_where_it_comes_from(authority: Authority) -> None:
    identifier = add(authority, twin_sheet(), 1, -1.2, 48.12)
    address = reverse("twin_entity", args=["vitre", identifier])
    page = text(client_of(authority, Role.READER).get(address))
    assert "10 °C" in page
    assert page.count('<th scope="row">') >= 7
    assert "<svg" in page
    assert identifier in page
    unknown = reverse("twin_entity", args=["vitre", "urn:ngsi-ld:Sensor:none"])
    assert client_of(authority, Role.LEAD).get(unknown).status_code == 404


def test_citizens_read_every_sheet_but_only_open_data(authority: Authority) -> None:
    add(authority, replace(twin_sheet(), name="Ouvert", position_metres=500), 1, -1.2, 48.12)
    closed = replace(
        twin_sheet(), type="https://example.org/Camera", name="Fermé", audience="internal"
    )
    add(authority, closed, 2, -1.1, 48.11)
    page = text(Client().get(reverse("twin_sensors", args=["vitre"])))
    assert "Ouvert" in page
    assert "Fermé" in page
    assert "1 capteur est ouvert" in page
    assert "Camera:2" not in page
    assert "position à 500" in page
    assert twin_store.store().read("vitre", ["urn:ngsi-ld:Camera:2"])


def test_citizens_read_nothing_of_a_draft_nor_of_a_trial(authority: Authority) -> None:
    twin_store.policies().keep("vitre", TypePolicy(type=SENSOR, name="Brouillon"))
    assert "Brouillon" not in text(Client().get(reverse("twin_sensors", args=["vitre"])))
    make_trial("essai-1")
    assert Client().get(reverse("twin_sensors", args=["essai-1"])).status_code == 404


def test_an_access_to_what_is_not_open_reaches_the_journal(authority: Authority) -> None:
    add(authority, replace(twin_sheet(), audience="internal"), 1, -1.2, 48.12)
    client_of(authority, Role.READER).get(reverse("twin_map", args=["vitre"]))
    assert access_log.log.flush() == 1
    line = Entry.objects.of(authority).get(verb="consulted")
    assert (line.label, line.after["entities"]) == ("Capteurs", 1)
    assert line.actor_label.startswith("reader")
    add(authority, twin_sheet(), 1 + 1, -1.2, 48.12)
    Client().get(reverse("twin_sensors", args=["vitre"]))
    assert access_log.log.flush() == 0


def test_the_tenant_of_an_authority_is_its_slug_never_the_siren_another_may_have() -> None:
    place = Territory(kind=Territory.Kind.EPCI, code="200039022", name="Vitré", siren="200039022")
    first = Authority(slug="200039022", territory=place)
    assert twin_store.tenant_of(first) == "200039022"
    assert twin_store.tenant_of(Authority(slug="vitre", territory=place)) == "vitre"


def test_live_sensors_become_an_observation(authority: Authority) -> None:
    add(authority, twin_sheet(), 1, -1.2, 48.12)
    found = sensors(authority, now=NOW)
    assert (found.indicator, found.value.mid, str(found.period)) == (
        "twin.sensors",
        1,
        str(NOW.year),
    )


def test_the_home_tells_each_topic_with_what_it_is_for(authority: Authority) -> None:
    page = client_of(authority, Role.READER).get(reverse("twin_home", args=[authority.slug]))
    shown = page.content.decode()
    with translation.override("fr"):
        told = [(topic.name, topic.purpose, topic.url) for topic in topics(authority)]
    for name, purpose, url in told:
        assert f'<a href="{url}"><strong>{name}</strong></a>' in shown
        assert purpose in shown


def test_every_topic_answers_and_leads_back_to_the_twin(authority: Authority) -> None:
    client = client_of(authority, Role.READER)
    home = reverse("twin_home", args=[authority.slug])
    for topic in topics(authority):
        answer = client.get(topic.url)
        assert answer.status_code == 200, topic.name
        crumbs = answer.content.decode().partition('class="wrap crumbs"')[2].partition("</nav>")[0]
        assert f'href="{home}"' in crumbs, topic.name


def test_the_table_of_the_map_says_the_type_of_a_name_that_does_not(authority: Authority) -> None:
    add(authority, replace(twin_sheet(), name="Noise"), 1, 2.0, 48.0)
    town = queries.town(authority, audience="internal")
    drawn = maps.drawn(authority, town, {}, url=lambda identifier: f"/{identifier}")
    assert drawn is not None
    (row,) = drawn.table.rows
    assert getattr(row[0], "text", "").endswith("(Noise)")
