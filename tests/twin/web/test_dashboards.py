"""Dashboards on screen: made by choices, read without an account when they are open, as files."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from factories.authorities import make_authority, make_trial
from factories.people import client_of
from jalons.broker.engine import operations
from jalons.broker.engine.instants import written
from jalons.broker.engine.policies.policy import TypePolicy
from jalons.broker.engine.temporal.history_rows import row_of
from jalons.broker.store.port import HistoryChange, Step
from jalons.foundation.accounts.models import Authority, Role
from jalons.foundation.journal.models import Entry
from jalons.foundation.register import writer
from jalons.foundation.register.models import Batch
from jalons.twin.engine.dashboards import Board, Tile
from jalons.twin.store.ready_boards import ready_boards
from jalons.twin.web.connection import twin_store
from jalons.twin.web.dashboards import actions, queries
from jalons.twin.web.dashboards.models import Dashboard
from samples import twin_sheet

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("own_twin")]
SPACE = "https://uri.etsi.org/ngsi-ld/default-context/"
BIN = SPACE + "WasteContainer"
LEVEL = SPACE + "fillingLevel"
NOW = datetime.now(UTC).replace(microsecond=0)


def sheet(audience: str = "internal") -> TypePolicy:
    return replace(twin_sheet(), type=BIN, name="Bacs", audience=audience)


def add(authority: Authority, number: int, level: float, *, unit: str = "P1") -> None:
    """A container with three observations, one every two hours, the last now."""
    seen = [written(int((NOW - timedelta(hours=2 * n)).timestamp()) * 1_000_000) for n in range(3)]
    observed = [
        {"type": "Property", "value": level + n, "unitCode": unit, "observedAt": when}
        for n, when in enumerate(seen)
    ]
    identifier = f"urn:ngsi-ld:WasteContainer:{number}"
    name = [{"type": "Property", "value": f"Bac {number}"}]
    doc: dict[str, Any] = {
        "id": identifier,
        "type": [BIN],
        "attrs": {LEVEL: [observed[0]], SPACE + "name": name},
    }
    dated = (
        {**each, "createdAt": each["observedAt"], "modifiedAt": each["observedAt"]}
        for each in observed
    )
    change = HistoryChange(rows=tuple(row_of(LEVEL, each) for each in dated))
    steps = [Step(identifier, operations.create(doc), history=change)]
    twin_store.store().write("vitre", steps, now=int(NOW.timestamp()) * 1_000_000)


def text(response: Any) -> str:
    assert response.status_code == 200, response.status_code
    page = response.content.decode().replace("\u202f", " ").replace("\xa0", " ")
    return page.replace("&gt;", ">")  # type: ignore[no-any-return]


def kept(authority: Authority, *tiles: Tile, audience: str = "internal") -> Dashboard:
    made = actions.create(authority=authority, user=None, board=Board("Les bacs", tiles))
    if audience == "open":
        writer.move(None, made, "open")
    return made


def url(name: str, *args: Any) -> str:
    return reverse(f"twin_{name}", args=("vitre", *args))


def filled(authority: Authority) -> Dashboard:
    twin_store.policies().keep("vitre", sheet())
    for number, level in enumerate([20, 50, 95]):
        add(authority, number, level)
    shared = {"type": "WasteContainer", "attribute": "fillingLevel"}
    return kept(
        authority,
        Tile("figure", measure="mean", period="now", **shared),
        Tile("figure", measure="count", period="now", q="fillingLevel>80", **shared),
        Tile("figure", measure="max", period="24h", **shared),
        Tile("chart", period="24h", by="hour", **shared),
        Tile("table", order="highest", rows=2, **shared),
        Tile("live", type="WasteContainer"),
        Tile("text", text="À lire le lundi."),
    )


def test_a_dashboard_answers_each_tile_with_its_source_and_its_last_observation(
    authority: Authority,
) -> None:
    dashboard = filled(authority)
    page = text(client_of(authority, Role.READER).get(url("dashboard", dashboard.pk)))
    for told in ("<b>55</b> %", "<b>97</b> %", "<b>1</b>", "<b>3</b>", "À lire le lundi."):
        assert told in page
    assert "Taux de remplissage, moyenne des 3 capteurs, dernière valeur de chacun" in page
    assert "Combien de capteurs : Taux de remplissage, au-dessus de 80 %" in page
    assert "Source : Bacs, Direction technique." in page
    assert page.index("Bac 2</a>") < page.index("Bac 1</a>")
    assert "Bac 0</a>" not in page
    assert page.count('class="chart"') == 1
    assert page.count("<") / 2 < 600


def test_a_tile_alone_shows_all_its_rows(authority: Authority) -> None:
    dashboard = filled(authority)
    reader = client_of(authority, Role.READER)
    whole = text(reader.get(url("dashboard", dashboard.pk)))
    alone = text(reader.get(url("dashboard", dashboard.pk), {"tuile": "t4"}))
    assert "lignes de plus" in whole
    assert "lignes de plus" not in alone
    assert alone.count('<th scope="row">') >= 24


def test_what_is_unknown_is_shown_so_and_no_zero_is_invented(authority: Authority) -> None:
    twin_store.policies().keep("vitre", sheet())
    add(authority, 1, 0.4, unit="C62")
    add(authority, 2, 40)
    shared = {"attribute": "fillingLevel", "measure": "mean"}
    dashboard = kept(
        authority,
        Tile("figure", type="WasteContainer", period="now", **shared),
        Tile("figure", type="Streetlight", period="now", **shared),
        Tile("figure", type="WasteContainer", period="now", q="fillingLevel>99", **shared),
        Tile("figure", type="WasteContainer", attribute="name", period="now", measure="sum"),
    )
    page = text(client_of(authority, Role.READER).get(url("dashboard", dashboard.pk)))
    assert page.count("non évalué") == 4
    assert "unités différentes" in page
    assert "Aucune valeur n’a été observée" in page
    assert 'class="figure"' not in page


def test_more_sensors_than_a_tile_reads_are_refused_not_sampled(
    authority: Authority, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(queries, "MOST_HISTORIES", 2)
    dashboard = filled(authority)
    page = text(client_of(authority, Role.READER).get(url("dashboard", dashboard.pk)))
    assert page.count("Trop de capteurs") == 2  # the figure of a period, and the chart


def test_a_dashboard_is_made_by_choices_without_a_script(authority: Authority) -> None:
    twin_store.policies().keep("vitre", sheet())
    add(authority, 1, 70)
    person = client_of(authority, Role.CONTRIBUTOR)
    made = person.post(url("dashboard_new"), {"name": "Faut-il vider ?"})
    dashboard = Dashboard.objects.of(authority).get()
    assert made.url == url("dashboard_edit", dashboard.pk)
    editor = text(person.get(made.url))
    assert 'name="kind"' in editor
    assert "Bacs" in editor
    address = url("dashboard_tile_new", dashboard.pk) + f"?kind=figure&type={BIN}"
    asked = text(person.get(address))
    assert "Taux de remplissage" in asked
    given = {"attribute": LEVEL, "measure": "max", "period": "now", "q": "fillingLevel>"}
    wrong = person.post(address, given)
    assert wrong.status_code == 422
    assert "fillingLevel&gt;" in wrong.content.decode()
    assert person.post(address, given | {"q": ""}).status_code == 302
    assert "<b>70</b> %" in text(person.get(url("dashboard", dashboard.pk)))


def test_a_tile_is_moved_changed_removed_and_the_last_change_undone(authority: Authority) -> None:
    dashboard = kept(authority, Tile("text", text="un"), Tile("text", text="deux"))
    person = client_of(authority, Role.CONTRIBUTOR)
    change = url("dashboard_change", dashboard.pk)

    def texts() -> list[str]:
        return [tile.text for tile in Dashboard.objects.of(authority).get().board.tiles]

    person.post(change, {"do": "up", "tile": "t2"})
    assert texts() == ["deux", "un"]
    person.post(url("dashboard_tile", dashboard.pk, "t1"), {"text": "premier"})
    assert texts() == ["deux", "premier"]
    person.post(change, {"do": "remove", "tile": "t2"})
    assert texts() == ["premier"]
    undo = url("dashboard_undo", Batch.objects.of(authority).latest("at").pk)
    assert undo in text(person.get(url("dashboard_edit", dashboard.pk)))
    person.post(undo)
    assert texts() == ["deux", "premier"]
    verbs = list(Entry.objects.of(authority).order_by("pk").values_list("verb", flat=True))
    assert verbs == ["created", "changed", "changed", "changed", "changed"]


def test_two_people_who_add_a_tile_keep_both(authority: Authority) -> None:
    dashboard = kept(authority)
    same = Dashboard.objects.of(authority).get()
    actions.add_tile(dashboard=dashboard, user=None, tile=Tile("text", text="un"))
    actions.add_tile(dashboard=same, user=None, tile=Tile("text", text="deux"))
    assert len(Dashboard.objects.of(authority).get().board.tiles) == 2


def test_only_a_lead_opens_a_dashboard_and_citizens_read_open_data_alone(
    authority: Authority,
) -> None:
    dashboard = filled(authority)
    address = url("dashboard_public", dashboard.pk)
    assert Client().get(address).status_code == 404
    move = url("dashboard_move", dashboard.pk)
    person = client_of(authority, Role.CONTRIBUTOR)
    assert person.post(move, {"move": "open"}).status_code == 403
    assert Client().get(address).status_code == 404
    lead = client_of(authority, Role.LEAD)
    assert "sans compte" in text(lead.get(url("dashboard_edit", dashboard.pk)))
    lead.post(move, {"move": "open"})
    closed = text(Client().get(address))
    assert "À lire le lundi." in closed
    assert "Bac 2" not in closed
    assert "<b>" not in closed
    twin_store.policies().keep("vitre", sheet("open"))
    opened = text(Client().get(address))
    assert "<b>55</b> %" in opened
    assert "jumeau/entite" not in opened
    assert address in text(Client().get(url("sensors")))
    assert Entry.objects.of(authority).filter(verb="published").count() == 1
    undo = url("dashboard_undo", Batch.objects.of(authority).latest("at").pk)
    assert person.post(undo).status_code == 403
    lead.post(undo)
    assert Client().get(address).status_code == 404
    assert Entry.objects.of(authority).filter(verb="withdrawn").count() == 1


def test_a_deleted_dashboard_is_read_by_nobody_and_comes_back_as_it_was(
    authority: Authority,
) -> None:
    dashboard = kept(authority, Tile("text", text="un"), audience="open")
    address = url("dashboard_public", dashboard.pk)
    lead = client_of(authority, Role.LEAD)
    lead.post(url("dashboard_delete", dashboard.pk))
    assert lead.get(url("dashboard", dashboard.pk)).status_code == 410
    assert Client().get(address).status_code == 404
    assert address not in text(Client().get(url("sensors")))
    lead.post(url("dashboard_restore", dashboard.pk))
    assert "un" in text(Client().get(address))


def test_an_order_changed_by_mistake_is_undone(authority: Authority) -> None:
    first, second, third = (kept(authority) for _ in range(3))
    person = client_of(authority, Role.CONTRIBUTOR)
    person.post(url("dashboard_change", third.pk), {"do": "first"})
    assert [each.pk for each in queries.every(authority)] == [first.pk, third.pk, second.pk]
    person.post(url("dashboard_undo", Batch.objects.of(authority).latest("at").pk))
    assert [each.pk for each in queries.every(authority)] == [first.pk, second.pk, third.pk]


def test_a_document_that_cannot_be_read_is_refused_whatever_the_way_in(
    authority: Authority,
) -> None:
    dashboard = kept(authority, Tile("text", text="un"))
    with pytest.raises(ValidationError, match="kind"):
        writer.write(authority, None, [(dashboard, {"tiles": [{"kind": "map"}]})])
    assert Dashboard.objects.of(authority).get().board.tiles[0].text == "un"


def test_a_trial_publishes_nothing() -> None:
    trial = make_trial("essai")
    dashboard = kept(trial, audience="open")
    address = reverse("twin_dashboard_public", args=("essai", dashboard.pk))
    assert Client().get(address).status_code == 404


def test_a_dashboard_leaves_as_a_file_and_comes_back_the_same(authority: Authority) -> None:
    dashboard = filled(authority)
    person = client_of(authority, Role.CONTRIBUTOR)
    file = person.get(url("dashboard_file", dashboard.pk))
    assert file["Content-Disposition"] == 'attachment; filename="les-bacs.json"'
    document = json.loads(file.content)
    again = SimpleUploadedFile("x.json", file.content)
    assert person.post(url("dashboard_bring"), {"file": again}).status_code == 302
    assert [each.document for each in queries.every(authority)] == [document, document]


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"\xff\xfe", "pas du JSON"),
        (b"[" * 100_000, "pas du JSON"),
        (b'{"version": 1, "tiles": [{"kind": "map"}]}', "tiles[1].kind"),
        (b'{"version": 1, "title": "x"}' + b" " * 200_000, "trop gros"),
    ],
)
def test_a_file_that_is_no_dashboard_is_explained(
    authority: Authority, content: bytes, told: str
) -> None:
    person = client_of(authority, Role.CONTRIBUTOR)
    answer = person.post(url("dashboard_bring"), {"file": SimpleUploadedFile("x.json", content)})
    assert answer.status_code == 422
    assert told in answer.content.decode()
    assert not queries.every(authority)


def test_ready_made_dashboards_are_proposed_where_their_sensors_are(authority: Authority) -> None:
    twin_store.policies().keep("vitre", sheet())
    add(authority, 1, 85)
    person = client_of(authority, Role.CONTRIBUTOR)
    page = text(person.get(url("dashboard_new")))
    assert "Conteneurs à vider" in page
    assert "L’air que l’on respire" not in page
    made = person.post(url("dashboard_new"), {"ready": "waste"})
    shown = text(person.get(made.url))
    assert "<b>1</b>" in shown
    assert "Conteneurs à vider" not in text(person.get(url("dashboard_new")))


def test_every_ready_made_dashboard_is_a_document_the_engine_reads() -> None:
    assert set(ready_boards()) == {"air", "energy", "waste"}
    for ready in ready_boards().values():
        whole = ready.board(ready.needs, "en")
        assert len(whole.tiles) == len(ready.tiles)
        assert not ready.suits(["https://example.org/Nothing"])


def test_dashboards_are_copied_ordered_and_erased(authority: Authority) -> None:
    first = kept(authority, audience="open")
    lead = client_of(authority, Role.LEAD)
    lead.post(url("dashboard_change", first.pk), {"do": "copy"})
    copy = queries.every(authority)[1]
    assert (copy.name, copy.audience) == ("Les bacs (copie)", "internal")
    lead.post(url("dashboard_change", copy.pk), {"do": "first"})
    assert [each.pk for each in queries.every(authority)] == [copy.pk, first.pk]
    assert (
        client_of(authority, Role.CONTRIBUTOR).post(url("dashboard_delete", first.pk)).status_code
        == 403
    )
    lead.post(url("dashboard_delete", first.pk))
    assert [each.pk for each in queries.every(authority)] == [copy.pk]


def test_a_dashboard_of_another_authority_does_not_exist_here(authority: Authority) -> None:
    other = make_authority("laval", "Laval")
    theirs = kept(other)
    lead = client_of(authority, Role.LEAD)
    assert lead.get(url("dashboard", theirs.pk)).status_code == 404
    assert lead.post(url("dashboard_delete", theirs.pk)).status_code == 404


def test_an_authority_keeps_fifty_dashboards_at_most(authority: Authority) -> None:
    for _ in range(50):
        actions.create(authority=authority, user=None, board=Board("x"))
    person = client_of(authority, Role.CONTRIBUTOR)
    answer = person.post(url("dashboard_new"), {"name": "Un de plus"})
    assert "déjà 50 tableaux" in answer.content.decode()
    assert "Un de plus" in answer.content.decode()
