"""The screens of heat: rooms, needs, meters written in the twin; their match; the note."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from factories.people import client_of, stranger_client
from jalons.broker.engine import operations
from jalons.broker.engine.instants import written
from jalons.broker.engine.problems import Problem
from jalons.broker.engine.temporal.history_rows import row_of
from jalons.broker.store.port import HistoryChange, Step
from jalons.foundation.accounts.models import Authority, Role, User
from jalons.foundation.journal.models import Entry
from jalons.foundation.territories.models import Territory
from jalons.strategy.web.observations.models import StoredObservation
from jalons.twin.engine.heat import entities
from jalons.twin.web import daily
from jalons.twin.web.connection import twin_store
from jalons.twin.web.demo import heat as demo_heat
from jalons.twin.web.demo import sensors as demo_twin
from jalons.twin.web.heat import actions, indicators, queries
from jalons.twin.web.observations.queries import key_of
from made import made
from samples import heat_entity

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("own_twin")]
NOW = datetime.now(UTC)
ROOM_FORM = {
    "name": "Salle de la mairie",
    "it_power": "60",
    "total_power": "",
    "pue": "",
    "cooling": "water",
    "temperature": "",
    "recoverable": "",
    "commune": "",
    "coordinates": "48.0, 2.0",
}
NEED_FORM = {
    "name": "Piscine",
    "kind": "pool",
    "yearly": "900",
    "temperature": "28",
    "source": "gaz",
    "commune": "",
    "coordinates": "48.0005, 2.0",
}
SHEET = {
    "sheet-purpose": "Savoir.",
    "sheet-owner": "Énergie",
    "sheet-retention_days": "3650",
    "sheet-confirmed": "on",
}


def url(name: str, *args: Any) -> str:
    return reverse(name, args=("vitre", *args))


def plain(response: Any, status: int = 200) -> str:
    assert response.status_code == status, response.status_code
    return str(response.content.decode()).replace("\u202f", " ").replace("\xa0", " ")


def room(authority: Authority, **told: Any) -> str:
    values = {entities.LOCATION: (2.0, 48.0), entities.COOLING: "water", entities.IT_POWER: 60.0}
    values |= {getattr(entities, key): value for key, value in told.items()}
    return str(heat_entity(entities.ROOM, **values)(authority)["entity"])


def need(authority: Authority, **told: Any) -> str:
    values: dict[str, Any] = {
        entities.NAME: "Piscine", entities.LOCATION: (2.0, 48.0005), entities.KIND: "pool",
        entities.YEARLY: 900.0, entities.WANTED: 28.0,
    }  # fmt: skip
    values |= {getattr(entities, key): value for key, value in told.items()}
    return str(heat_entity(entities.NEED, **values)(authority)["entity"])


def doc(authority: Authority, identifier: str) -> Any:
    return twin_store.store().read(twin_store.tenant_of(authority), [identifier])[identifier]


def test_an_empty_topic_says_what_to_bring(lead: Client) -> None:
    page = plain(lead.get(url("twin_heat")))
    assert "Aucune salle de serveurs n’est encore décrite ici" in page
    assert "cinq minutes" in page
    assert url("twin_heat_room_new") in page
    assert url("twin_heat") in plain(lead.get(url("twin_home")))


def test_a_room_then_a_need_are_described_and_matched(authority: Authority, lead: Client) -> None:
    page = plain(lead.get(url("twin_heat_room_new")))
    assert "Je confirme cette fiche" in page
    assert lead.post(url("twin_heat_room_new"), {**ROOM_FORM, **SHEET}).status_code == 302
    page = plain(lead.get(url("twin_heat")))
    assert "Votre salle de serveurs pourrait donner environ" in page
    assert lead.post(url("twin_heat_need_new"), {**NEED_FORM, **SHEET}).status_code == 302
    page = plain(lead.get(url("twin_heat")))
    assert "Votre salle de serveurs pourrait chauffer « Piscine » : environ" in page
    assert "Salle de la mairie → Piscine" in page
    assert "inconnu, aucun compteur ne le dit" in page
    kept = twin_store.policies().of("vitre")[entities.ROOM]
    assert (kept.audience, kept.purpose, kept.personal) == ("internal", "Savoir.", False)
    assert "Je confirme" not in plain(lead.get(url("twin_heat_room_new")))
    assert Entry.objects.of(authority).filter(label="Salle de la mairie").exists()


def test_without_its_sheet_nothing_is_saved_and_nothing_typed_is_lost(
    authority: Authority, lead: Client
) -> None:
    contributor = client_of(authority, Role.CONTRIBUTOR)
    page = plain(contributor.post(url("twin_heat_room_new"), ROOM_FORM), 422)
    assert "Rien n’est encore enregistré" in page
    assert 'value="Salle de la mairie"' in page
    page = plain(lead.post(url("twin_heat_room_new"), ROOM_FORM), 422)
    assert 'value="Salle de la mairie"' in page
    assert twin_store.store().types("vitre") == []
    with pytest.raises(Problem, match="sheet"):
        actions.save(
            authority=authority, user=None, iri=entities.ROOM, values={entities.NAME: "Salle"}
        )


def test_a_contributor_writes_once_the_sheet_is_there(authority: Authority) -> None:
    room(authority)
    contributor = client_of(authority, Role.CONTRIBUTOR)
    assert contributor.post(url("twin_heat_room_new"), ROOM_FORM).status_code == 302
    reader = client_of(authority, Role.READER)
    assert reader.post(url("twin_heat_room_new"), ROOM_FORM).status_code in (403, 404)


def test_what_is_typed_wrong_is_said_at_its_field(lead: Client) -> None:
    wrong = {**ROOM_FORM, **SHEET, "coordinates": "nulle part", "total_power": "20", "pue": "0,5"}
    page = plain(lead.post(url("twin_heat_room_new"), wrong), 422)
    assert "Écrivez la latitude, puis la longitude" in page
    assert "Toute la salle ne peut pas consommer moins" in page
    assert 'value="nulle part"' in page


@pytest.mark.parametrize(
    ("typed", "place"),
    [
        ("48.1, -1.2", (-1.2, 48.1)),
        ("48,1 ; -1,2", (-1.2, 48.1)),
        ("48,1, -1,2", (-1.2, 48.1)),
        ("48.1,-1.2", (-1.2, 48.1)),
    ],
)
def test_coordinates_are_read_as_people_write_them(
    authority: Authority, lead: Client, typed: str, place: tuple[float, float]
) -> None:
    lead.post(url("twin_heat_room_new"), {**ROOM_FORM, **SHEET, "coordinates": typed})
    assert [each.place for each in queries.town_heat(authority, now=NOW).rooms] == [place]


@pytest.mark.parametrize("typed", ["48,1", "95.0, 2.0", "48.1"])
def test_coordinates_that_are_no_place_are_refused(lead: Client, typed: str) -> None:
    told = {**ROOM_FORM, **SHEET, "coordinates": typed}
    assert lead.post(url("twin_heat_room_new"), told).status_code == 422


def test_the_town_hall_of_a_commune_stands_for_an_unknown_place(
    authority: Authority, lead: Client
) -> None:
    commune = Territory.objects.create(
        kind="commune", code="35360", name="Vitré", lat=48.12, lon=-1.21
    )
    authority.territory = commune
    authority.save()
    page = plain(lead.get(url("twin_heat_room_new")))
    assert "Vitré</option>" in page
    told = {**ROOM_FORM, **SHEET, "coordinates": "", "commune": "48.12000, -1.21000"}
    assert lead.post(url("twin_heat_room_new"), told).status_code == 302
    assert queries.town_heat(authority, now=NOW).rooms[0].place == (-1.21, 48.12)


def test_a_room_is_changed_and_what_is_emptied_is_unknown_again(
    authority: Authority, lead: Client
) -> None:
    identifier = room(authority, PUE=1.5)
    page = plain(lead.get(url("twin_heat_edit", identifier)))
    assert 'value="60"' in page
    told = {
        **ROOM_FORM, "it_power": "", "initial-it_power": "60", "initial-pue": "1,5",
        "initial-name": "Salle", "initial-cooling": "water",
        "initial-coordinates": "48.00000, 2.00000",
    }  # fmt: skip
    assert lead.post(url("twin_heat_edit", identifier), told).status_code == 302
    kept = entities.room_of(doc(authority, identifier))
    assert (kept.it_power, kept.pue, kept.name) == (None, None, "Salle de la mairie")
    page = plain(lead.get(url("twin_heat")))
    assert "La puissance de vos salles de serveurs est inconnue" in page


def test_what_is_deleted_comes_back_with_its_history(authority: Authority, lead: Client) -> None:
    identifier = heat_entity(entities.METER, **{entities.NAME: "Compteur"})(authority)["entity"]
    for day, index in ((1, 10.0), (2, 12.0)):
        when = timezone.now() - timedelta(days=3 - day)
        actions.add_reading(
            authority=authority, user=None, meter=doc(authority, identifier), when=when, index=index
        )
    assert lead.post(url("twin_heat_delete", identifier)).status_code == 302
    assert queries.readings(authority, identifier) == []
    key = queries.TRASH.waiting(authority)[0].key
    page = plain(lead.get(url("twin_heat"), {"fait": key}))
    assert "« Compteur » est supprimé" in page
    assert "Annuler" in page
    later = plain(lead.get(url("twin_heat")))
    assert "Annuler" not in later
    assert "Corbeille" in later
    assert lead.post(url("twin_heat_restore", key)).status_code == 302
    assert [each.index for each in queries.readings(authority, identifier)] == [10.0, 12.0]
    assert queries.TRASH.waiting(authority) == []
    assert lead.post(url("twin_heat_restore", key)).status_code == 404


def test_what_is_deleted_waits_for_thirty_days_then_is_erased(
    authority: Authority, lead: Client
) -> None:
    one, other = (heat_entity(kind)(authority)["entity"] for kind in (entities.ROOM, entities.NEED))
    lead.post(url("twin_heat_delete", one))
    lead.post(url("twin_heat_delete", other))
    store, tenant, key = twin_store.store(), twin_store.tenant_of(authority), key_of(other)
    long_ago = int((timezone.now() - timedelta(days=31)).timestamp() * 1_000_000)
    former = {**(store.get(tenant, "heat_bin", key) or {}), "at": long_ago}  # as it was written
    store.put(tenant, "heat_bin", key, former)
    assert [each.key for each in queries.TRASH.waiting(authority)] == [key_of(one)]
    daily.empty_trash(now=timezone.now())
    assert lead.post(url("twin_heat_restore", key)).status_code == 404
    assert lead.post(url("twin_heat_restore", key_of(one))).status_code == 302


def test_a_meter_counts_what_was_delivered_and_a_late_reading_does_not_become_the_last(
    authority: Authority, lead: Client
) -> None:
    server_room = room(authority)
    told = {"name": "Compteur", "served": server_room, **SHEET}
    assert lead.post(url("twin_heat_meter_new"), told).status_code == 302
    meter = queries.everything(authority)[entities.METER][0]["id"]
    today = timezone.localdate()
    if today.timetuple().tm_yday < 40:
        pytest.skip("the year is too young for two readings of it")
    readings = url("twin_heat_readings", meter)
    assert "inconnu" in plain(lead.get(readings))
    for back, index in ((1, "25,5"), (20, "10"), (30, "4")):
        day = (today - timedelta(days=back)).isoformat()
        assert lead.post(readings, {"day": day, "index": index}).status_code == 302
    assert entities.number(doc(authority, meter), entities.ENERGY) == 25.5
    found = queries.town_heat(authority, now=timezone.now())
    assert found.delivered is not None
    assert found.delivered.mid == pytest.approx(21.5)
    assert "21,5 MWh livrés" in plain(lead.get(readings))
    mended = {"day": (today - timedelta(days=20)).isoformat(), "index": "11"}
    assert lead.post(readings, mended).status_code == 302
    assert [each.index for each in queries.readings(authority, meter)] == [4.0, 11.0, 25.5]
    tomorrow = (today + timedelta(days=1)).isoformat()
    page = plain(lead.post(readings, {"day": tomorrow, "index": "30"}), 422)
    assert "Ce jour n’est pas encore venu" in page


def test_a_meter_that_is_not_on_a_server_room_does_not_count(authority: Authority) -> None:
    other = need(authority)
    told = {entities.NAME: "Chaufferie", entities.SERVED: other}
    meter = heat_entity(entities.METER, **told)(authority)["entity"]
    for back, index in ((2, 10.0), (1, 12.0)):
        actions.add_reading(
            authority=authority, user=None, meter=doc(authority, meter),
            when=timezone.now() - timedelta(days=back), index=index,
        )  # fmt: skip
    found = queries.town_heat(authority, now=timezone.now())
    assert found.meters[0].found is not None
    assert found.delivered is None
    page = plain(client_of(authority, Role.LEAD).get(url("twin_heat_edit", meter)))
    assert f'value="{other}" selected' in page


def observe(authority: Authority, identifier: str, values: dict[int, list[float]]) -> None:
    """Powers a sensor saw, by number of days ago, spread over the hours of each day."""
    seen = []
    noon = timezone.now().replace(hour=12, minute=0)
    for back, powers in sorted(values.items(), reverse=True):
        for n, power in enumerate(powers):
            when = noon - timedelta(days=back) + timedelta(minutes=n)
            stamp = written(int(when.timestamp()) * 1_000_000)
            seen.append(entities.written({entities.IT_POWER: power}, seen=stamp))
    instances = [each[entities.IT_POWER][0] for each in seen]
    dated = [{**i, "createdAt": i["observedAt"], "modifiedAt": i["observedAt"]} for i in instances]
    change = HistoryChange(rows=tuple(row_of(entities.IT_POWER, each) for each in dated))
    patch = {"id": identifier, "type": [entities.ROOM], "attrs": seen[-1]}
    twin_store.store().write(
        "vitre", [Step(identifier, operations.append(patch), change)],
        now=int(NOW.timestamp() * 1_000_000),
    )  # fmt: skip


def test_measured_power_takes_the_place_of_the_declared_one_and_days_weigh_alike(
    authority: Authority, lead: Client
) -> None:
    identifier = room(authority)
    observe(authority, identifier, {3: [10.0, 10.0, 10.0, 10.0], 2: [40.0], 500: [900.0]})
    found = queries.town_heat(authority, now=timezone.now()).rooms[0]
    assert found.it_power == pytest.approx(25.0)
    assert found.measured_days == 2
    assert "mesurée sur 2 jours" in plain(lead.get(url("twin_heat")))
    page = plain(lead.get(url("twin_heat_edit", identifier)))
    assert "elle est mesurée, et ne se saisit pas ici" in page
    assert 'name="it_power"' not in page


def test_twelve_months_of_measures_give_the_months_of_the_room(authority: Authority) -> None:
    identifier = room(authority)
    observe(authority, identifier, {back: [20.0 if back < 30 else 10.0] for back in range(1, 364)})
    found = queries.town_heat(authority, now=timezone.now())
    assert found.rooms[0].measured_days == 363
    latest = (timezone.localdate() - timedelta(days=15)).month
    spread = found.match.rooms[0].months
    assert spread[latest - 1].mid > 1.2 * spread[(latest + 4) % 12].mid


def test_the_months_of_heat_say_their_finding_and_what_they_measure(
    authority: Authority, lead: Client
) -> None:
    def caption() -> str:
        page = plain(lead.get(url("twin_heat")))
        found = re.search(
            "<figcaption>(.*)<small>Chaleur utilisable, mois par mois, MWh</small>", page
        )
        return found[1] if found else page

    room(authority)
    need(authority, LOCATION=(5.0, 48.0))
    assert caption() == "Toutes les valeurs sont nulles"
    need(authority)
    assert re.fullmatch(r"En tête, sans certitude : \w+ \(\d+ MWh\)", caption())


def test_each_figure_opens_to_its_formula_its_factors_and_their_sources(
    authority: Authority, lead: Client
) -> None:
    one, other = room(authority), need(authority)
    page = plain(lead.get(url("twin_heat_trace"), {"salle": one, "besoin": other}))
    assert "60 kW informatiques × 1 (confiance) × 0,75 (part récupérable)" in page
    assert 'class="doubt"' in page
    assert "p2h-computing.de" in page
    page = plain(lead.get(url("twin_heat_trace"), {"salle": one}))
    assert "Température de la chaleur" in page
    assert lead.get(url("twin_heat_trace"), {"salle": "urn:x:1"}).status_code == 404
    page = plain(lead.get(url("twin_heat_assumptions")))
    assert "Le modèle de chaleur repose sur" in page


def test_the_note_is_read_on_a_page_and_leaves_in_four_formats(
    authority: Authority, lead: Client
) -> None:
    room(authority)
    need(authority)
    page = plain(lead.get(url("twin_heat_note")))
    assert "article L. 229-26" in page
    assert "(source à confirmer)" in page
    assert "pu être vérifi" not in page
    assert "Inconnu ne veut pas dire nul" in page
    starts = {"html": b"<!doctype html>", "pdf": b"%PDF", "docx": b"PK", "odt": b"PK"}
    for kind, start in starts.items():
        answer = made(lead, url("twin_heat_note_export", kind))
        assert answer.content.startswith(start), kind
        assert f"note-chaleur-vitre.{kind}" in answer["Content-Disposition"]
    assert lead.get(url("twin_heat_note_export", "exe")).status_code == 404


def test_more_rooms_than_are_counted_is_said(
    authority: Authority, lead: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(3):
        room(authority, NAME=f"Salle {number}")
    words = "Seules les 2 premières salles et les 2 premiers besoins sont comptés"
    assert words not in plain(lead.get(url("twin_heat")))
    monkeypatch.setattr("jalons.twin.web.heat.queries.MOST", 2)
    assert words in plain(lead.get(url("twin_heat")))


def test_nobody_else_sees_the_rooms(authority: Authority) -> None:
    room(authority)
    stranger = stranger_client()
    assert stranger.get(url("twin_heat")).status_code == 404
    assert stranger.get(url("twin_heat_note")).status_code == 404


def test_the_indicator_is_what_meters_counted_and_never_the_potential(
    authority: Authority,
) -> None:
    server_room = room(authority)
    need(authority)
    year = timezone.localtime(NOW).year - 1
    noon = datetime(year, 3, 1, 12, tzinfo=UTC)
    assert indicators.heat_delivered(authority, year, now=NOW) is None
    told = {entities.NAME: "Échangeur", entities.SERVED: server_room}
    meter = heat_entity(entities.METER, **told)(authority)["entity"]
    for days, index in ((0, 100.0), (60, 112.5)):
        actions.add_reading(
            authority=authority, user=None, meter=doc(authority, meter),
            when=noon + timedelta(days=days), index=index,
        )  # fmt: skip
    held = StoredObservation.objects.of(authority).get(indicator="twin.heat_recovered")
    assert (held.low, held.mid, held.high) == (12.5, 12.5, 12.5)
    assert (held.unit, held.status, held.period_start.year) == ("MWh/year", "measured", year)
    assert "Échangeur" in held.perimeter["included"][0]
    assert f"30 avril {year}" in held.perimeter["included"][0]
    later = NOW.replace(year=year + 2, month=6, day=1)
    indicators.publish(authority, now=later)
    assert StoredObservation.objects.of(authority).filter(period_start__year=year).exists()
    actions.delete(authority=authority, user=None, doc=doc(authority, meter))
    kept = StoredObservation.objects.of(authority).filter(indicator="twin.heat_recovered")
    assert not kept.exists()


def test_the_demonstration_gets_its_heat_once_and_older_ones_too(authority: Authority) -> None:
    authority.kind = Authority.Kind.DEMO
    authority.save()
    user = User.objects.create_user("demo@example.org", "x")
    now = timezone.now()
    assert demo_twin.fill(authority=authority, user=user, now=now) > 0
    assert demo_heat.fill(authority=authority, user=user, now=now) == 4
    assert demo_twin.fill(authority=authority, user=user, now=now) == 0
    assert demo_heat.fill(authority=authority, user=user, now=now) == 0
    found = queries.town_heat(authority, now=now)
    assert found.rooms[0].measured_days >= 44
    assert found.match.served[0].need.name == "Piscine des Prés"
    assert found.delivered is not None
    page = plain(Client().get(url("twin_heat_note")))
    assert "sont inventés" in page


def listed(kind: str, text: str) -> dict[str, Any]:
    return {"kind": kind, "file": SimpleUploadedFile("liste.csv", text.encode())}


def test_a_file_brings_several_needs_and_leaves_those_there(
    authority: Authority, lead: Client
) -> None:
    text = (
        "nom;usage;besoin_mwh;latitude;longitude\nPiscine;piscine;900;;\nÉcole;chauffage;;48,1;2\n"
    )
    page = plain(lead.post(url("twin_heat_import"), listed(entities.NEED, text)), 422)
    assert "Décrivez d’abord un premier lieu" in page
    need(authority)
    answer = lead.post(url("twin_heat_import"), listed(entities.NEED, text), follow=True)
    page = plain(answer)
    assert "1 est enregistré" in page
    assert "déjà là : Piscine" in page
    found = queries.town_heat(authority, now=NOW).needs
    assert sorted((each.name, each.yearly) for each in found) == [
        ("Piscine", 900.0),
        ("École", None),
    ]


def test_a_file_of_rooms_is_written_whole_or_not_at_all(authority: Authority, lead: Client) -> None:
    room(authority)
    text = "name;it_power_kw;cooling;latitude;longitude\nA;40;water;48.1;2.0\nB;beaucoup;;;\n"
    page = plain(lead.post(url("twin_heat_import"), listed(entities.ROOM, text)), 422)
    assert "Ligne 3, colonne « it_power_kw » : « beaucoup » ne se comprend pas" in page
    assert len(queries.town_heat(authority, now=NOW).rooms) == 1
    text = text.replace("beaucoup", "12,5")
    assert lead.post(url("twin_heat_import"), listed(entities.ROOM, text)).status_code == 302
    found = {each.name: each for each in queries.town_heat(authority, now=NOW).rooms}
    assert found["A"].cooling == "water"
    assert found["B"].it_power == 12.5
    assert found["B"].place is None


@pytest.mark.parametrize("text", ["", "%PDF-1.4 x"])
def test_a_file_that_is_no_list_is_refused(authority: Authority, lead: Client, text: str) -> None:
    room(authority)
    assert lead.post(url("twin_heat_import"), listed(entities.ROOM, text)).status_code == 422
    many = "nom\n" + "".join(f"Salle {n}\n" for n in range(300))
    page = plain(lead.post(url("twin_heat_import"), listed(entities.ROOM, many)), 422)
    assert "plus de 300 lieux" in page
