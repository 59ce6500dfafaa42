"""A lead connects a network of sensors on screen; what it sends is followed, tried, paused."""

from __future__ import annotations

import json
import time
from datetime import timedelta
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone

from broker.engine.uplinks import UPLINKS, chirpstack
from broker.server.calling import Client
from factories.authorities import make_authority
from jalons.broker.engine.ingest.activity import Activity
from jalons.broker.server.app import application
from jalons.broker.server.ingest import sources
from jalons.broker.server.ingest.runner import write_activity
from jalons.broker.store.models import named
from jalons.foundation.accounts.models import Role
from jalons.foundation.journal.models import Entry
from jalons.twin.web.connection import twin_store
from jalons.twin.web.ingest.local_intake import local_broker
from jalons.twin.web.ingest.sources import queries
from twin.web.ingest.towns import Town, words

pytestmark = pytest.mark.django_db(transaction=True)
INDOOR = named("IndoorEnvironmentObserved").iri
KEY = "co2-des-ecoles"
ENTITY = "70B3D57ED0001234"


def message(**values: Any) -> str:
    return json.dumps(chirpstack(object=values or {"temperature": 19.5, "co2": 640}))


def typed(town: Town, **changed: str) -> dict[str, str]:
    """The form of a source once its message is read, with what a person typed."""
    given = {
        "name": "CO₂ des écoles", "network": "chirpstack", "way": "push", "tls": "on",
        "sample": message(), "type": "IndoorEnvironmentObserved", "place": "fixed",
        "east": "-1,2", "north": "48,12", "minutes": "15", **changed,
    }  # fmt: skip
    read = town.post("twin_source_new", **given, do="read")
    assert read.status_code == 200, words(read, status=422)
    lines = {field.html_name: str(field.value() or "") for field in read.context["form"]}
    return {**{name: text for name, text in lines.items() if "-" in name}, **given}


def made(town: Town, **changed: str) -> str:
    """The key of a source made on screen."""
    town.sheet(INDOOR)
    answer = town.post("twin_source_new", **typed(town, **changed), do="save")
    assert answer.status_code == 302, words(answer, status=422)
    return str(answer.url.rstrip("/").rpartition("/")[2])


def token(town: Town, **data: str) -> str:
    page = words(town.post("twin_source_token", KEY, **data))
    return page.split("Authorization: Bearer ")[1].split("<")[0]


def push(secret: str, body: str) -> Any:
    """The answer of the broker to a message pushed, its counts written as the product does."""
    broker = local_broker()
    headers = {"authorization": f"Bearer {secret}", "ngsild-tenant": "vitre"}
    answer = Client(application(broker)).post(
        f"/ingest/{KEY}", json=json.loads(body), headers=headers
    )
    write_activity(broker)
    return answer


@pytest.mark.parametrize("network", sorted(UPLINKS))
def test_a_message_pasted_offers_its_values(town: Town, network: str) -> None:
    given = {"name": "x", "network": network, "sample": json.dumps(UPLINKS[network]())}
    form = town.post("twin_source_new", **given, do="read").context["form"]
    assert "temperature" in [line.name for line in form.lines]


@pytest.mark.parametrize(
    ("sample", "says"),
    [
        ("pas du JSON", "n’est pas du JSON"),
        ("[1]", "un message est un objet JSON"),
        ('{"deviceInfo": {"devEui": "x"}}', "ne mesure rien"),
    ],
)
def test_a_message_that_tells_nothing_is_said_and_what_was_typed_stays(
    town: Town, sample: str, says: str
) -> None:
    given = {"name": "Écoles", "network": "chirpstack", "way": "push", "sample": sample}
    page = words(town.post("twin_source_new", **given, do="read"), status=422)
    assert says in page
    assert "Écoles" in page


def test_a_source_made_on_screen_takes_what_the_network_pushes(town: Town) -> None:
    assert made(town) == KEY
    page = town.page("twin_source", KEY)
    assert f"/jumeau/vitre/ingest/{KEY}" in page
    assert "est prête ; rien n’est encore venu" in page
    assert push(token(town), message()).json()["kept"] == 1
    doc = town.entity(ENTITY, "IndoorEnvironmentObserved")
    assert doc is not None
    assert doc["type"] == [INDOOR]
    assert "son dernier message date du" in town.page("twin_source", KEY)
    line = Entry.objects.of(town.authority).filter(verb="created").order_by("id").first()
    assert line is not None
    assert line.label == "CO₂ des écoles"


def test_another_platform_is_a_source_whose_entities_come_as_they_are(town: Town) -> None:
    town.sheet(INDOOR)
    entity = {
        "id": "urn:ngsi-ld:IndoorEnvironmentObserved:1",
        "type": INDOOR,
        "co2": {"type": "Property", "value": 640, "observedAt": "2026-11-01T08:00:00Z"},
    }
    body = json.dumps({"type": "Notification", "data": [entity]})
    given = {
        "name": "CO2 des ecoles", "network": "ngsi_ld", "way": "push", "place": "none",
        "sample": body, "type": "IndoorEnvironmentObserved",
    }  # fmt: skip
    answer = town.post("twin_source_new", **given, do="save")
    assert answer.status_code == 302, words(answer, status=422)
    assert "Une autre plateforme NGSI-LD" in town.page("twin_source", KEY)
    assert "co2 : 640" in words(town.post("twin_source_try", KEY, message=body))
    assert push(token(town), body).json()["kept"] == 1
    assert town.entity("1", "IndoorEnvironmentObserved") is not None
    other = body.replace(INDOOR, "urn:x:Person")
    assert push(token(town), other).json()["refused"] == 1


@pytest.mark.parametrize(
    ("state", "says"),
    [
        ({}, "va démarrer : revenez dans quelques secondes"),
        (
            {"connected": True, "since": 1_764_000_000_000_000},
            "est connectée depuis le 24 novembre",
        ),
        (
            {"connected": False, "why": "the account or its password is refused"},
            "Le compte ou son mot de passe est refusé.",
        ),
        ({"connected": False, "why": "this host is unknown"}, "Cet hôte est inconnu."),
    ],
)
def test_a_source_says_whether_it_is_connected_before_the_first_message(
    town: Town, settings: Any, state: dict[str, Any], says: str
) -> None:
    settings.OPTIONS = {**settings.OPTIONS, "TWIN_ALLOW_PULL": ("mqtt.vitre.fr",)}
    made(town, way="mqtt", host="mqtt.vitre.fr", topic="application/#")
    if state:
        twin_store.store().put("vitre", sources.STATE, KEY, {"key": KEY, **state})
    assert says in town.page("twin_source", KEY)
    assert "aucun message encore" in town.page("twin_source", KEY) or not state.get("connected")


def test_an_address_asked_says_its_last_try_and_the_error(town: Town, settings: Any) -> None:
    settings.OPTIONS = {**settings.OPTIONS, "TWIN_ALLOW_PULL": ("data.vitre.fr",)}
    made(town, way="pull", url="https://data.vitre.fr/capteurs.json")
    state = {"connected": False, "why": "the answer was 404", "tried": 1_764_000_000_000_000}
    twin_store.store().put("vitre", sources.STATE, KEY, {"key": KEY, **state})
    page = town.page("twin_source", KEY)
    assert "n’est pas connectée" in page
    assert "L’adresse a répondu 404." in page
    assert "Dernier essai" in page


def test_a_host_the_operator_did_not_allow_is_not_said_to_be_ready(town: Town) -> None:
    made(town, way="mqtt", host="mqtt.vitre.fr", topic="application/#")
    page = town.page("twin_source", KEY)
    assert "n’est pas connectée" in page
    assert "JALONS_TWIN_ALLOW_PULL" in page


def test_a_token_is_shown_once_kept_as_its_hash_and_taken_back(town: Town) -> None:
    made(town)
    secret = token(town, device=ENTITY)
    assert secret not in town.page("twin_source", KEY)
    assert secret not in json.dumps(twin_store.store().get("vitre", sources.KIND, KEY))
    assert secret not in str(list(Entry.objects.of(town.authority).values()))
    assert push(secret, message()).status_code == 200
    line = queries.source_line(town.authority, KEY)
    assert line is not None
    assert sources.hashed(secret) not in str(line)
    name = sources.hashed(secret)[:12]
    town.post("twin_source_token_drop", KEY, token=name)
    assert push(secret, message(co2=1)).status_code == 401


def test_a_message_tried_shows_what_it_would_become_and_writes_nothing(town: Town) -> None:
    made(town)
    page = words(town.post("twin_source_try", KEY, message=message(co2=700), role=Role.CONTRIBUTOR))
    assert "co2 : 700" in page
    assert "Rien n’a été écrit" in page
    assert town.entity(ENTITY, "IndoorEnvironmentObserved") is None
    wrong = words(town.post("twin_source_try", KEY, message=message(co2="beaucoup")))
    assert "n’est pas un nombre" in wrong
    assert "beaucoup" in wrong


def test_a_source_paused_takes_nothing_until_it_goes_on(town: Town) -> None:
    made(town)
    secret = token(town)
    town.post("twin_source_switch", KEY, on="0")
    assert push(secret, message()).status_code == 403
    assert "est en pause" in town.page("twin_source", KEY)
    town.post("twin_source_switch", KEY, on="1")
    assert push(secret, message()).status_code == 200


def test_a_source_deleted_comes_back_as_it_was_with_its_tokens(town: Town) -> None:
    made(town)
    secret = token(town)
    town.post("twin_source_delete", KEY)
    assert push(secret, message()).status_code == 401
    assert "CO₂ des écoles" in town.page("twin_data")
    town.post("twin_source_restore", KEY)
    assert push(secret, message()).status_code == 200
    town.post("twin_source_delete", KEY)
    for days, erased in ((29, 0), (31, 1)):
        later = timezone.now() + timedelta(days=days)
        assert queries.TRASH.erase(town.authority, now=later) == erased
    assert town.post("twin_source_restore", KEY).status_code == 404


def test_the_mqtt_password_is_kept_and_never_shown_again(town: Town) -> None:
    mqtt = {"way": "mqtt", "host": "mqtt.vitre.fr", "topic": "application/#", "username": "jalons"}
    made(town, **mqtt, password="tr3s-s3cret")
    assert "tr3s-s3cret" not in town.page("twin_source", KEY) + town.page("twin_source_edit", KEY)
    assert "tr3s-s3cret" not in str(list(Entry.objects.of(town.authority).values()))
    again = typed(town, **mqtt)
    town.post("twin_source_edit", KEY, **{**again, "do": "save"})
    kept = twin_store.store().get("vitre", sources.KIND, KEY)
    assert kept is not None
    assert kept["mqtt"]["password"] == "tr3s-s3cret"
    town.post("twin_source_edit", KEY, **{**again, "host": "voleur.example", "do": "save"})
    kept = twin_store.store().get("vitre", sources.KIND, KEY)
    assert kept is not None
    assert "password" not in kept["mqtt"]  # it is not sent to another host


def test_a_host_the_operator_does_not_allow_is_said(town: Town, allowed: list[str]) -> None:
    made(town, way="pull", url="https://donnees.vitre.fr/co2.json")
    assert "JALONS_TWIN_ALLOW_PULL" in town.page("twin_source", KEY)
    allowed.append("donnees.vitre.fr")
    assert "JALONS_TWIN_ALLOW_PULL" not in town.page("twin_source", KEY)


@pytest.mark.parametrize(
    ("changed", "says"),
    [
        ({"way": "mqtt"}, "nécessaire pour le moyen choisi"),
        ({"way": "pull"}, "nécessaire pour le moyen choisi"),
        ({"way": "pull", "url": "ftp://x"}, "adresse http ou https"),
        ({"place": "fixed", "east": "nulle part"}, "position"),
    ],
)
def test_a_source_that_cannot_work_is_not_made(
    town: Town, changed: dict[str, str], says: str
) -> None:
    sent = {**typed(town), **changed, "do": "save"}
    answer = town.post("twin_source_new", **sent)
    assert answer.status_code == 422
    assert twin_store.store().every("vitre", sources.KIND) == []
    assert says in words(answer, status=422) or changed.get("place")


def test_plain_json_says_which_value_names_the_device(town: Town) -> None:
    town.sheet(INDOOR)
    body = json.dumps({"releves": [{"salle": "CE2", "co2": 512}]})
    given = {"network": "json", "sample": body, "items": "releves", "place": "none"}
    sent = typed(town, **given)
    missing = town.post("twin_source_new", **sent, do="save")
    assert "quelle valeur le nomme" in words(missing, status=422)
    answer = town.post("twin_source_new", **{**sent, "identifier": "salle"}, do="save")
    assert answer.status_code == 302
    assert push(token(town), body).json()["kept"] == 1
    assert town.entity("CE2", "IndoorEnvironmentObserved") is not None


def test_a_source_silent_for_a_day_is_said_first(town: Town) -> None:
    made(town)
    long_ago = time.time_ns() // 1_000 - 2 * 86_400 * 1_000_000
    activity = Activity().with_messages(at=long_ago, came=3, refused=1)
    document = {"key": KEY, **activity.document()}
    twin_store.store().put("vitre", sources.ACTIVITY, KEY, document)
    assert "« CO₂ des écoles » est muette depuis plus d’un jour" in town.page("twin_data")
    assert "est muette depuis le" in town.page("twin_source", KEY, role=Role.READER)


def test_only_a_lead_makes_sources_and_tokens(town: Town) -> None:
    made(town)
    for name in ("twin_source_new", "twin_source_edit"):
        args = (KEY,) if name.endswith("edit") else ()
        assert town.get(name, *args, role=Role.CONTRIBUTOR).status_code == 403
    assert town.post("twin_source_token", KEY, role=Role.CONTRIBUTOR).status_code == 403
    other = Town(make_authority("fougeres", "Fougères"))
    assert other.post("twin_source_token", KEY).status_code == 404
    assert reverse("twin_source_new", args=("vitre",)) not in town.page(
        "twin_data", role=Role.CONTRIBUTOR
    )
