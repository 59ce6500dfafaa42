"""A civil servant brings a spreadsheet: looked at, corrected, taken in, undone."""

from __future__ import annotations

import csv
import io
from dataclasses import replace
from typing import Any

import pytest
from django.conf import settings
from django.core.files.storage import default_storage
from django.urls import reverse

from factories.authorities import make_authority
from jalons.broker.engine.query.request import EntityQuery
from jalons.broker.store.contexts import core
from jalons.foundation.accounts.models import Role
from jalons.foundation.journal.models import Entry
from jalons.foundation.tasks.worker import Worker
from jalons.foundation.territories.models import Territory
from jalons.twin.web import authority_data, daily
from jalons.twin.web.connection import twin_store
from jalons.twin.web.ingest.files import actions, forms
from jalons.twin.web.ingest.files import uploaded_files as files
from twin.web.ingest.towns import LAMPS, STREETLIGHT, Town, words, workbook

pytestmark = pytest.mark.django_db(transaction=True)


def plan(town: Town, upload: files.UploadedFile, **changed: str) -> dict[str, str]:
    """The form of a file as it is shown, with what a person changed."""
    form = town.get("twin_file", upload.key).context["form"]
    held = {field.html_name: str(field.value() or "") for field in form}
    return {**held, "do": "look", **changed}


def values(town: Town, name: str, attribute: str) -> list[Any]:
    doc = town.entity(name)
    assert doc is not None
    found = [v for iri, v in doc["attrs"].items() if iri.endswith(f"/{attribute}")]
    return [each["value"] for instances in found for each in instances]


def test_a_french_spreadsheet_is_recognised_and_shown_before_anything_is_written(
    town: Town,
) -> None:
    town.sheet()
    upload = town.upload("points lumineux.csv", LAMPS.encode("cp1252"))
    page = town.page("twin_file", upload.key)
    assert "Sur les 4 lignes regardées, 2 peuvent être prises ; 2 seraient refusées" in page
    assert "Windows-1252, points-virgules" in page
    assert "puissance : 1 050,5 W" in page
    assert "la date est avant l’an 2000" in page
    assert "la date est dans le futur" in page
    assert (upload.plan.type, upload.plan.identifier) == ("Streetlight", "Matricule")
    assert twin_store.store().query("vitre", EntityQuery(limit=5)).docs == []


def test_a_file_taken_in_makes_entities_and_gives_the_refused_rows_back(town: Town) -> None:
    town.sheet()
    done = town.take(town.upload("points lumineux.csv", LAMPS.encode()))
    assert (done.state, done.made, done.refused, done.rows) == ("done", 2, 2, 4)
    assert values(town, "L1", "puissance") == [1050.5]
    assert values(town, "L2", "puissance") == []  # N/A is not zero
    raw = b"".join(town.get("twin_file_refused", done.key).streaming_content)
    rows = list(csv.DictReader(io.StringIO(raw.decode("utf-8-sig")), delimiter=";"))
    assert [(row["Matricule"], row["ligne"]) for row in rows] == [("L3", "4"), ("L4", "5")]
    assert "avant l’an 2000" in rows[0]["motif"]
    assert "2 lignes sont dans le jumeau ; refusées : 2" in town.page("twin_file", done.key)
    line = Entry.objects.of(town.authority).get(verb="imported")
    assert (line.label, line.after["kept"]) == ("points lumineux.csv", 2)


def test_refused_rows_come_back_with_their_signs_and_run_nothing() -> None:
    cells = {"a": "-3,5", "b": "-3 °C", "c": "-2+3+cmd|' /C calc'!A0", "d": "@SUM(A1)", "e": "-"}
    text = files.refused_csv(cells, [("4", "=trop", "", cells)], heading=True)
    (row,) = csv.DictReader(io.StringIO(text, newline=""), delimiter=";")
    assert [row[name] for name in cells] == [
        "-3,5", "-3 °C", "'-2+3+cmd|' /C calc'!A0", "'@SUM(A1)", "-",
    ]  # fmt: skip
    assert (row["ligne"], row["motif"]) == ("4", "'=trop")


def test_the_rows_mended_are_brought_again_and_nothing_is_written_twice(town: Town) -> None:
    town.sheet()
    first = town.take(town.upload("points lumineux.csv", LAMPS.encode()))
    mended = LAMPS.replace("1900", "2024").replace("2099", "2025").encode()
    answer = town.drop("bis.csv", mended, query=f"?source={first.source}")
    assert answer.status_code == 302
    again = town.take(files.every(town.authority)[0])
    assert again.plan == first.plan
    assert (again.counts["kept"], again.counts["duplicates"], again.made) == (2, 2, 2)


def test_a_type_without_a_sheet_leads_to_writing_it_and_back_without_losing_the_file(
    town: Town,
) -> None:
    upload = town.upload("points lumineux.csv", LAMPS.encode())
    page = town.page("twin_file", upload.key)
    assert "n’a pas de fiche complète" in page
    assert reverse("twin_file_take", args=("vitre", upload.key)) not in page
    assert town.post("twin_file_take", upload.key).status_code == 302
    assert files.every(town.authority)[0].state == "read"
    back = reverse("twin_file", args=("vitre", upload.key))
    new = f"{reverse('twin_sheet_new', args=('vitre',))}?suite={back}"
    edit = town.client(Role.LEAD).post(new, {"type": STREETLIGHT})
    given = {
        "name": "Points lumineux", "purpose": "Éclairer.", "owner": "Voirie", "audience": "open",
        "legal_basis": "not_personal", "retention_days": 365, "position_metres": 0,
        "time_seconds": 0,
    }  # fmt: skip
    assert town.client(Role.LEAD).post(edit.url, given).url == back
    assert town.take(upload).made == 2


def test_a_dirty_cell_and_a_unit_read_in_the_cells_are_said_before_anything_is_written(
    town: Town,
) -> None:
    rows = "".join(f"S{n};{n},5;4{n % 10} %\n" for n in range(41))
    upload = town.upload("salles.csv", f"Salle;Chaleur;Humidité\n{rows}S9;abc;50 %\n".encode())
    town.post("twin_file_plan", upload.key, **plan(town, upload, type="SalleDeClasse"))
    page = town.page("twin_file", upload.key)
    assert (
        "« Chaleur » est lue comme un nombre : 1 ligne sur 42 serait refusée, ligne 43 « abc »."
        in page
    )
    assert "« Humidité » : l’unité % a été lue dans les cellules, à vérifier." in page


def test_no_other_site_is_gone_back_to_from_a_sheet(town: Town) -> None:
    new = reverse("twin_sheet_new", args=("vitre",))
    for elsewhere in ("https://example.org/", "//example.org/", "/\\example.org"):
        answer = town.client(Role.LEAD).post(f"{new}?suite={elsewhere}", {"type": "Sensor"})
        assert "suite" not in answer.url


def test_everything_can_be_corrected_in_the_form(town: Town) -> None:
    town.sheet()
    upload = town.upload("liste.csv", b"Nom;kW;Vu\nA;1,5;oui\nB;2;non\n")
    assert "Dites ce qu’est une ligne" in town.page("twin_file", upload.key)
    sent = plan(
        town, upload, type="point lumineux", identifier="Nom",
        **{"attribute-0": "power", "unit-0": "kW", "kind-0": "number",
           "attribute-1": "lit", "kind-1": "boolean"},
    )  # fmt: skip
    assert town.post("twin_file_plan", upload.key, **sent).status_code == 302
    town.take(upload)
    assert (values(town, "A", "power"), values(town, "B", "lit")) == ([1.5], [False])


@pytest.mark.parametrize(
    ("changed", "says"),
    [
        ({"attribute-0": "Puissance reçue"}, "Des lettres sans accent"),
        ({"attribute-0": "location"}, "Ce nom est déjà pris"),
        ({"unit-0": "bananes"}, "Unité inconnue"),
        ({"place": "degrees", "east": "", "north": ""}, "quelles colonnes donnent la position"),
        ({"identifier": ""}, "obligatoire"),
    ],
)
def test_a_correction_that_cannot_be_is_said_and_nothing_typed_is_lost(
    town: Town, changed: dict[str, str], says: str
) -> None:
    upload = town.upload("points lumineux.csv", LAMPS.encode())
    sent = plan(town, upload, blanks="rien néant", **changed)
    page = words(town.post("twin_file_plan", upload.key, **sent), status=422)
    assert says in page
    assert "rien néant" in page


def test_the_attributes_of_a_type_are_proposed_with_french_names(town: Town) -> None:
    upload = town.upload("x.csv", b"Code;niveau de la pile\nA;80\n")
    sent = plan(town, upload, type="Device", do="propose")
    town.post("twin_file_plan", upload.key, **sent)
    found = files.every(town.authority)[0].plan
    assert [each.attribute for each in found.columns if each.path != "Code"] == ["batteryLevel"]
    assert "niveau de la pile" in town.page("twin_file", upload.key)


def test_latitude_and_longitude_swapped_are_seen_and_put_right_in_one_click(town: Town) -> None:
    town.sheet()
    text = "Matricule;Longitude;Latitude;p\nL1;48,12;-1,2;1\nL2;48,13;-1,21;2\n"
    upload = town.upload("points lumineux.csv", text.encode())
    assert "semblent inversées" in town.page("twin_file", upload.key)
    town.post("twin_file_plan", upload.key, **plan(town, upload, do="swap"))
    assert "semblent inversées" not in town.page("twin_file", upload.key)
    town.take(files.every(town.authority)[0])
    assert values(town, "L1", "location")[0]["coordinates"] == [-1.2, 48.12]


def test_lambert_93_is_recognised_and_becomes_degrees(town: Town) -> None:
    town.sheet()
    text = "Matricule;X;Y;p\nL1;387000,5;6789000;1\n"
    upload = town.upload("points lumineux.csv", text.encode())
    assert upload.plan.place == "lambert93"
    town.take(upload)
    east, north = values(town, "L1", "location")[0]["coordinates"]
    assert -1.3 < east < -1.1
    assert 48.0 < north < 48.2


def test_x_and_y_of_lambert_93_swapped_are_seen(town: Town) -> None:
    text = "Matricule;X;Y;p\nL1;6789000;387000;1\n"
    upload = town.upload("points lumineux.csv", text.encode())
    assert "semblent inversées" in town.page("twin_file", upload.key)


def test_a_title_of_merged_cells_is_not_taken_for_the_headings(town: Town) -> None:
    rows = [["Matricule", "Puissance (W)"], ["L1", 70], ["L2", 80]]
    upload = town.upload("points lumineux.xlsx", workbook({"Mai": rows}, merged="Relevés 2026"))
    assert (upload.plan.header, upload.rows, upload.names[0]) == (2, 2, "Matricule")


def test_one_sheet_of_many_is_chosen_and_its_columns_read_anew(town: Town) -> None:
    content = workbook({
        "Notes": [["Lisez", "moi"], ["un", "mot"]],
        "Lampes": [["Matricule", "Puissance (W)"], ["L1", 70]],
    })  # fmt: skip
    upload = town.upload("points lumineux.xlsx", content)
    assert upload.names == ("Lisez", "moi")
    town.post("twin_file_headings", upload.key, sheet="Lampes", header="1")
    again = files.every(town.authority)[0]
    assert (again.plan.sheet, again.names) == ("Lampes", ("Matricule", "Puissance (W)"))
    town.post("twin_file_headings", upload.key, sheet="Lampes", header="9")
    assert files.every(town.authority)[0] == again
    assert "cette ligne ne porte pas d’en-têtes" in town.page("twin_file", upload.key)


def test_columns_of_the_same_name_are_numbered_and_told(town: Town) -> None:
    upload = town.upload("points lumineux.csv", b"Matricule;T;T\nL1;1;2\n")
    assert upload.names == ("Matricule", "T (1)", "T (2)")
    assert "Plusieurs colonnes portent le même nom : T" in town.page("twin_file", upload.key)


@pytest.mark.parametrize(
    ("name", "content", "says"),
    [
        ("vide.csv", b"", "vide"),
        ("blanc.csv", b"\n \n", "ce fichier est vide"),
        ("seul.csv", b"a;b\n", "aucune ligne sous les noms"),
        ("image.csv", b"\x89PNG\r\n\x1a\n\x00\x00", "est une image, pas un tableau"),
        ("casse.xlsx", b"PK\x03\x04casse", "est abîmé"),
    ],
)
def test_a_file_that_is_no_table_is_refused_in_words_and_not_kept(
    town: Town, name: str, content: bytes, says: str
) -> None:
    assert says in words(town.drop(name, content), status=422)
    assert files.every(town.authority) == []


def test_a_file_too_heavy_is_refused_without_being_read(
    town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(settings.OPTIONS, "UPLOAD_MAX_MB", 1)
    read: list[object] = []
    monkeypatch.setattr(files, "content", lambda *given: read.append(given))
    page = words(town.drop("gros.csv", b"a;b\n" + b"1;2\n" * 300_000), status=422)
    assert "la limite est de 1 Mo" in page
    assert read == []
    assert forms.most_megabytes() == 1


def test_undoing_erases_what_the_file_made_and_says_what_stays(town: Town) -> None:
    town.sheet()
    first = town.take(town.upload("points lumineux.csv", b"Matricule;p\nL1;1\n"))
    second = town.take(town.upload("points lumineux.csv", b"Matricule;p\nL1;2\nL2;3\nL9;4\n"))
    third = town.take(town.upload("points lumineux.csv", b"Matricule;p\nL9;5\n"))
    assert (second.made, second.changed, third.changed) == (2, 1, 1)
    page = town.page("twin_file_undo", second.key)
    assert "Effacer les 2 entités" in page
    assert "Une entité existait déjà" in page
    assert town.post("twin_file_undo", second.key).status_code == 302
    Worker().run_pending()
    assert town.entity("L2") is None
    assert town.entity("L1") is not None
    assert town.entity("L9") is not None  # another file changed it since
    page = town.page("twin_file", second.key)
    assert "Annulé : l’entité que ce fichier avait créée est effacée" in page
    assert "elle est laissée telle quelle" in page
    assert first.state == "done"


def test_a_taking_cut_goes_on_where_it_was_and_counts_each_row_once(town: Town) -> None:
    town.sheet()
    rows = "".join(f"L{number};{number}\n" for number in range(2_500))
    upload = town.upload("points lumineux.csv", f"Matricule;p\n{rows}L0;x\n".encode())
    actions.start_import(authority=town.authority, user=None, upload=upload)

    class CutError(Exception):
        pass

    def cut(done: int, _total: int | None = None, _message: str = "") -> None:
        if done >= 1_000:
            raise CutError

    given = {"authority": town.authority.pk, "key": upload.key, "user": None}
    with pytest.raises(CutError):
        actions.import_file(cut, **given)
    half = files.file_of(town.authority, upload.key)
    assert half is not None
    assert (half.state, half.done) == ("running", 1_000)
    actions.import_file(lambda *_: None, **given)
    done = files.file_of(town.authority, upload.key)
    assert done is not None
    assert (done.state, done.made, done.counts["kept"], done.refused) == ("done", 2_500, 2_500, 1)
    assert done.counts["duplicates"] == 0  # what was behind is not read again


def test_a_reader_sees_what_came_and_a_contributor_brings(town: Town) -> None:
    town.sheet()
    done = town.take(town.upload("points lumineux.csv", LAMPS.encode()))
    assert town.get("twin_file", done.key, role=Role.READER).status_code == 200
    assert town.drop("x.csv", LAMPS.encode(), role=Role.READER).status_code == 403
    assert town.post("twin_file_undo", done.key, role=Role.READER).status_code == 403


def test_a_file_of_one_town_is_not_there_for_another(town: Town) -> None:
    upload = town.upload("points lumineux.csv", LAMPS.encode())
    other = Town(make_authority("fougeres", "Fougères"))
    assert other.get("twin_file", upload.key).status_code == 404
    assert other.post("twin_file_take", upload.key).status_code == 404


def test_files_go_after_a_month_and_with_their_town(town: Town) -> None:
    upload = town.upload("points lumineux.csv", LAMPS.encode())
    name = files.stored(town.authority, upload.key, "file")
    files.save(town.authority, replace(upload, at=upload.at - 31 * files.DAY))
    kept = town.upload("points lumineux.csv", LAMPS.encode())
    from django.utils import timezone

    daily.daily_round(now=timezone.now())
    assert files.every(town.authority) == [kept]
    assert not default_storage.exists(name)
    authority_data.erase(town.authority)
    assert not default_storage.exists(files.stored(town.authority, kept.key, "file"))


def test_the_places_are_held_to_the_territory_of_the_town(town: Town) -> None:
    assert Territory.objects.count() == 0  # without an outline, France as a whole is looked at
    text = "Matricule;Longitude;Latitude;p\nL1;-1,2;48,1;1\nL2;-1,2;48,1;1\nL3;30;10;1\n"
    upload = town.upload("points lumineux.csv", text.encode())
    assert "1 position sur 3 est hors du territoire" in town.page("twin_file", upload.key)


def test_a_wide_file_shows_its_columns_page_by_page(town: Town) -> None:
    names = ";".join(["Matricule", *(f"v{number}" for number in range(60))])
    content = f"{names}\n{';'.join(['L1', *['1'] * 60])}\n".encode()
    upload = town.upload("points lumineux.csv", content)
    answer = town.get("twin_file", upload.key)
    assert words(answer).count("<") / 2 < 600
    assert "v59" in town.page("twin_file", upload.key, colonnes="5")
    sent = plan(town, upload, type="Streetlight", page="1", **{"attribute-0": "first"})
    town.post("twin_file_plan", upload.key, **sent)
    found = {each.path: each.attribute for each in files.every(town.authority)[0].plan.columns}
    assert (found["v0"], found["v59"]) == ("first", "v59")


def test_a_type_the_town_wrote_as_a_plain_word_is_the_one_of_the_model_recognised(
    town: Town,
) -> None:
    plain = core().expand("Streetlight")
    town.sheet(plain)
    upload = town.upload("points lumineux.csv", LAMPS.encode())
    assert (upload.plan.type, upload.plan.context) == ("Streetlight", "")
    done = town.take(upload)
    assert (done.state, done.made) == ("done", 2)
    kept = twin_store.store().query("vitre", EntityQuery(limit=5)).docs
    assert {kind for doc in kept for kind in doc["type"]} == {plain}
