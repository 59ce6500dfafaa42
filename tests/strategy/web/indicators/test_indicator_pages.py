"""The figures of an authority without a script: type, approve, lock, aim, paste, take away."""

import csv
import io
import json
import re
import xml.etree.ElementTree as ET
from dataclasses import replace
from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone
from openpyxl import load_workbook

from jalons.foundation.notes.models import Note
from jalons.foundation.register.models import Batch
from jalons.foundation.register.writer import move
from jalons.kernel import Period
from jalons.kernel.contracts import observation_store
from jalons.strategy.store import catalogue
from jalons.strategy.web.indicators import actions, queries
from jalons.strategy.web.indicators.models import DeclaredValue, FollowedIndicator, Objective
from jalons.strategy.web.observations import queries as room_queries
from strategy.web.test_observation_store import AGE

pytestmark = pytest.mark.django_db
NAME = "twin.heat_recovered"  # MWh


def url(name, *args):
    return reverse(name, args=["agglo", *args])


def declare(agglo, value=10.0, year=2025, indicator=NAME, **more):
    given = actions.Declaration(indicator, Period.year(year), value, **more)
    return actions.declare(authority=agglo, user=None, declared=given)


def html(client, name, *args, **query):
    response = client.get(url(name, *args), query)
    assert response.status_code == 200
    return response.content.decode()


def test_an_authority_that_follows_nothing_is_told_how_to_start(contributor):
    page = html(contributor, "indicators_followed")
    assert "Aucun indicateur n’est encore suivi." in page
    assert url("indicators_choose") in page


def test_what_is_measured_is_listed_even_when_nobody_chose_to_follow_it(contributor, agglo):
    life = replace(AGE, indicator="footprint.life_laptop")
    observation_store().record([AGE, life])
    page = html(contributor, "indicators_followed")
    assert "<h1>1 indicateur est mesuré, aucun n’est encore suivi.</h1>" in page
    assert url("indicators_choose") in page
    assert "Âge moyen du parc" in page
    assert "Durée de vie attendue" in page
    actions.follow(authority=agglo, user=None, indicators=["twin.sensors"])
    assert "Âge moyen du parc" not in html(contributor, "indicators_followed")


def test_indicators_are_chosen_by_commitment_and_others_stay(contributor, agglo):
    actions.follow(authority=agglo, user=None, indicators=["reuse.disposal_rate", NAME])
    page = html(contributor, "indicators_choose", engagement=7)
    assert f'value="{NAME}" checked' in page
    sent = {"shown": [NAME, "twin.sensors"], "indicator": ["twin.sensors"]}
    assert contributor.post(url("indicators_choose"), sent).status_code == 302
    held = set(FollowedIndicator.objects.of(agglo).values_list("indicator", flat=True))
    assert held == {"reuse.disposal_rate", "twin.sensors"}


def test_a_value_is_typed_in_another_unit_and_kept_in_the_one_of_its_sheet(contributor, agglo):
    sent = {"period": "2025", "value": "12 500,5", "unit": "kWh", "source": "Compteur"}
    assert contributor.post(url("indicator_value_new", NAME), sent).status_code == 302
    row = DeclaredValue.objects.of(agglo).get()
    assert (row.value, row.unit, row.source) == (pytest.approx(12.5005), "MWh/year", "Compteur")
    assert FollowedIndicator.objects.of(agglo).filter(indicator=NAME).exists()
    page = html(contributor, "indicator_page", NAME)
    assert "à valider" in page
    assert not room_queries.observations(agglo)


@pytest.mark.parametrize(
    ("sent", "words"),
    [
        ({"period": "2025", "value": "3", "unit": "t"}, "ne s’y convertit pas"),
        ({"period": "2025", "value": "beaucoup", "unit": "MWh"}, "n’est pas un nombre"),
        ({"period": "l’an passé", "value": "3", "unit": "MWh"}, "n’est pas une période"),
    ],
)
def test_what_is_not_a_value_is_refused_with_what_was_typed(contributor, agglo, sent, words):
    response = contributor.post(url("indicator_value_new", NAME), sent)
    assert response.status_code == 422
    page = response.content.decode()
    assert words in page
    assert sent["value"] in page
    assert not DeclaredValue.objects.of(agglo).exists()


def test_a_second_value_for_one_period_is_refused(contributor, agglo):
    declare(agglo)
    response = contributor.post(
        url("indicator_value_new", NAME), {"period": "2025", "value": "3", "unit": "MWh"}
    )
    assert response.status_code == 422
    assert "déjà une valeur pour cette période" in response.content.decode()


def test_an_approved_value_is_an_exact_declared_observation_and_a_lock_holds_it(
    lead, contributor, agglo
):
    row = declare(agglo)
    assert contributor.post(url("typed_value_move", row.pk), {"move": "approve"}).status_code == 403
    lead.post(url("typed_value_move", row.pk), {"move": "approve"})
    (found,) = room_queries.observations(agglo)
    assert (found.value.low, found.value.mid, found.value.high) == (10.0, 10.0, 10.0)
    assert found.status == "declared"
    assert str(found.origin) == f"urn:jalons:declared:{row.pk}"
    lead.post(url("typed_value_move", row.pk), {"move": "lock"})
    sent = {"period": "2025", "value": "99", "unit": "MWh"}
    refused = contributor.post(url("typed_value_edit", row.pk), sent)
    assert refused.status_code == 422
    assert "verrouillée" in refused.content.decode()
    row.refresh_from_db()
    assert (row.value, row.state) == (10.0, "locked")
    lead.post(url("typed_value_move", row.pk), {"move": "unlock"})
    lead.post(url("typed_value_edit", row.pk), sent)
    row.refresh_from_db()
    assert (row.value, row.state) == (99.0, "draft")
    assert room_queries.observations(agglo) == []
    assert queries.changes(agglo, NAME).count() >= 5
    assert "99" in html(contributor, "indicator_history", NAME)


def test_two_people_on_one_value_both_find_their_text(contributor, agglo):
    row = declare(agglo)
    read = {"period": "2025", "value": "10", "unit": "MWh", "source": "", "link": "", "comment": ""}
    initial = {f"initial-{name}": text for name, text in read.items()}
    declare(agglo, 20.0)
    response = contributor.post(url("typed_value_edit", row.pk), read | initial | {"value": "30"})
    assert response.status_code == 422
    page = response.content.decode()
    assert "20" in page
    assert "30" in page
    row.refresh_from_db()
    assert row.value == 20.0


def test_a_deleted_value_is_offered_back(lead, agglo):
    row = declare(agglo, source="Compteur")
    actions.approve(rows=[row], user=None)
    page = lead.post(url("typed_value_delete", row.pk), follow=True).content.decode()
    undo = url("typed_value_undo", Batch.objects.of(agglo).first().pk)
    assert undo in page
    assert room_queries.observations(agglo) == []
    lead.post(undo)
    back = DeclaredValue.objects.of(agglo).get()
    assert (back.value, back.source, back.state) == (10.0, "Compteur", "approved")
    assert [each.value.mid for each in room_queries.observations(agglo)] == [10.0]


def aim(**more):
    return {
        "baseline_on": "2024-12-31",
        "baseline": "10",
        "target_on": "2030-12-31",
        "target": "40",
        "points": "",
        "decided_by": "Délibération 12",
    } | more


def test_an_assumption_is_followed_without_being_counted_as_measured(contributor, agglo):
    lives, total = "footprint.life_laptop", "footprint.mean_age"
    actions.follow(authority=agglo, user=None, indicators=[lives, total])
    for name in (lives, total):
        actions.approve(rows=[declare(agglo, 5.0, indicator=name)], user=None)
    page = html(contributor, "indicators_followed")
    assert (
        "1 indicateur suivi sur\u202f1 est mesuré, 1 est une hypothèse ou une projection." in page
    )
    assert "hypothèse</small>" in page
    only = html(contributor, "indicators_followed", mesures="1")
    assert "Âge moyen du parc" in only
    assert "Durée de vie attendue" not in only


def test_an_objective_on_an_assumption_is_never_reached_by_it(contributor, agglo):
    lives = "footprint.life_laptop"
    assert contributor.post(url("indicator_objective", lives), aim(target="6")).status_code == 302
    actions.approve(rows=[declare(agglo, 7.0, indicator=lives)], user=None)
    page = html(contributor, "indicator_page", lives)
    assert "pas une mesure faite dans la collectivité" in page
    assert "Objectif atteint" not in page
    actions.follow(authority=agglo, user=None, indicators=[lives])
    listed = html(contributor, "indicators_followed")
    assert "pas mesuré depuis le départ" in listed
    assert "objectif atteint" not in listed


def test_an_objective_is_set_and_the_page_says_how_it_stands(contributor, agglo):
    assert contributor.post(url("indicator_objective", NAME), aim()).status_code == 302
    actions.approve(rows=[declare(agglo, 11.0)], user=None)
    page = html(contributor, "indicator_page", NAME)
    assert "En retard" in page
    assert "Délibération 12" in page
    assert "stroke-dasharray" in page
    listed = html(contributor, "indicators_followed", rythme="late")
    assert "en retard" in listed
    assert '<th scope="row">' not in html(contributor, "indicators_followed", rythme="on_track")


@pytest.mark.parametrize(
    "wrong", [{"target_on": "2020-01-01"}, {"points": "2031-01-01 20"}, {"points": "bientôt 20"}]
)
def test_an_objective_that_goes_back_in_time_is_refused(contributor, agglo, wrong):
    response = contributor.post(url("indicator_objective", NAME), aim(**wrong))
    assert response.status_code == 422
    assert not Objective.objects.of(agglo).exists()
    assert "Délibération 12" in response.content.decode()


def test_a_step_bends_the_course(contributor, agglo):
    contributor.post(url("indicator_objective", NAME), aim(points="2027-12-31 30"))
    course = queries.objective(agglo, NAME).course
    assert course.expected(date(2027, 12, 31)) == 30
    assert Objective.objects.of(agglo).get().steps == [["2027-12-31", 30.0]]


def test_the_authority_says_which_source_it_trusts_first(lead, agglo, store_observation):
    actions.approve(rows=[declare(agglo, 10.0)], user=None)
    store_observation(12.0)
    sheet = catalogue().get(NAME)
    assert queries.followed(agglo, sheet).latest.value.mid == 12.0
    lead.post(url("indicator_trust", NAME), {"first": "declared"})
    known = queries.followed(agglo, sheet)
    assert [each.value.mid for each in known.values[0]] == [10.0, 12.0]


@pytest.fixture
def store_observation(agglo):
    from jalons.kernel import Interval, Observation, Perimeter, Status, Unit, Urn
    from jalons.strategy.web.observations.actions import store

    def keep(value):
        store.record(
            [
                Observation(
                    NAME, Interval(value - 1, value, value + 1), Unit.parse("MWh/year"),
                    Period.year(2025), Perimeter(agglo.urn), (), "meter/1", Status.MEASURED,
                    Urn("twin-run", "1"),
                )
            ]
        )  # fmt: skip

    return keep


def test_a_pasted_table_is_shown_before_it_is_kept(contributor, agglo):
    locked = declare(agglo, 1.0, 2023)
    actions.approve(rows=[locked], user=None)
    move(None, locked, "lock")
    text = (
        "Indicateur\tUnité\t2023\t2024\t2025\n"
        f"{NAME}\tMWh\t5\t1 200,5\t\n"
        "réemploi du matériel RÉFORMÉ\t\t\t12 %\tbeaucoup\n"
        "Inconnu\t\t1\t2\t3\n"
    )
    page = contributor.post(url("indicators_grid"), {"table": text, "do": "look"}).content.decode()
    assert "2 valeurs changeraient." in page
    assert "Inconnu" in page
    assert "beaucoup" in page
    assert DeclaredValue.objects.of(agglo).count() == 1
    contributor.post(url("indicators_grid"), {"table": text, "do": "keep"})
    kept = {(r.indicator, r.period_end.year): r.value for r in DeclaredValue.objects.of(agglo)}
    assert kept == {(NAME, 2023): 1.0, (NAME, 2024): 1200.5, ("reuse.disposal_rate", 2024): 12.0}


@pytest.mark.parametrize("encoding", ["utf-8", "cp1252", "utf-16"])
def test_a_file_of_the_table_is_read_in_the_encoding_of_the_spreadsheet(
    agglo, contributor, encoding
):
    content = "Indicateur;2025\nréemploi du matériel réformé;12,5\n".encode(encoding)
    file = SimpleUploadedFile("tableau.csv", content)
    page = contributor.post(url("indicators_grid"), {"file": file, "do": "look"}).content.decode()
    assert "1 valeur changerait" in page


def test_a_workbook_in_place_of_a_csv_is_refused_with_a_way_out(agglo, contributor):
    file = SimpleUploadedFile("tableau.xlsx", b"PK\x03\x04\x00\x00\xff\x00" * 50)
    page = contributor.post(url("indicators_grid"), {"file": file, "do": "look"}).content.decode()
    assert "exportez le tableau au format CSV" in page


def test_the_table_says_units_in_words_and_reads_them_back(contributor, agglo):
    for indicator in ("footprint.per_staff", "footprint.devices_per_staff", NAME):
        declare(agglo, 2.0, 2024, indicator)
        FollowedIndicator.objects.of(agglo).get_or_create(authority=agglo, indicator=indicator)
    page = html(contributor, "indicators_grid")
    (table,) = re.findall(r"<tbody>.*?</tbody>", page, re.S)
    rows = [re.findall(r"<t[hd][^>]*>([^<]*)", row) for row in table.split("</tr>")[:-1]]
    assert len(rows) == 3
    units = [row[1] for row in rows]
    assert not any("/" in unit or "CO2 eq" in unit for unit in units), units
    assert any("par an et par agent" in unit for unit in units)
    years = re.findall(r'<th scope="col" class="n">(\d+)', page)
    text = "\n".join("\t".join(row) for row in [["Indicateur", "Unité", *years], *rows])
    back = contributor.post(url("indicators_grid"), {"table": text, "do": "look"}).content.decode()
    assert "3 valeurs sont déjà les mêmes" in back
    assert "pas comprise" not in back


def test_an_unreadable_paste_is_refused_and_shown_again(contributor):
    response = contributor.post(url("indicators_grid"), {"table": "a;b\nc;d", "do": "look"})
    assert response.status_code == 422
    assert "a;b" in response.content.decode()


def test_the_csv_comes_back_as_it_left_and_its_description_fits(contributor, agglo):
    actions.approve(rows=[declare(agglo, source="=1+1", year=2024), declare(agglo)], user=None)
    text = contributor.get(url("indicators_csv")).content.decode()
    rows = list(csv.DictReader(io.StringIO(text)))
    assert rows[0]["REF_AREA"] == "200066009"
    assert [row["OBS_STATUS"] for row in rows] == ["declared", "declared"]
    said = json.loads(contributor.get(url("indicators_metadata")).content)
    columns = said["tableSchema"]["columns"]
    assert [each["name"] for each in columns] == list(rows[0])
    for each in columns:
        for row in rows:
            assert row[each["name"]] or not each["required"]
            if each["datatype"] == "double":
                float(row[each["name"]])
    page = contributor.post(url("indicators_grid"), {"table": text, "do": "look"}).content.decode()
    assert "0 valeur changerait." in page


def test_the_workbook_holds_the_values_as_numbers_and_no_formula(contributor, agglo):
    actions.approve(rows=[declare(agglo, 12.5, source="=1+1")], user=None)
    book = load_workbook(io.BytesIO(contributor.get(url("indicators_xlsx")).content))
    values, columns = book.worksheets
    head, row = values.iter_rows(values_only=True)
    kept = dict(zip(head, row, strict=True))
    assert (kept["REF_AREA"], kept["INDICATOR"], kept["OBS_VALUE"]) == ("200066009", NAME, 12.5)
    assert "f" not in {cell.data_type for line in values.iter_rows() for cell in line}
    assert [each[0].value for each in columns.iter_rows()] == list(head)


def test_what_is_typed_is_kept_by_the_browser_until_it_is_sent(contributor, agglo):
    row = declare(agglo)
    for name, args in (
        ("indicator_value_new", [NAME]),
        ("typed_value_edit", [row.pk]),
        ("indicator_objective", [NAME]),
        ("indicators_grid", []),
    ):
        page = html(contributor, name, *args)
        assert "data-autosave" in page, name
        assert "autosave.js" in page, name


def test_two_people_on_one_objective_both_find_their_text(contributor, agglo):
    contributor.post(url("indicator_objective", NAME), aim())
    read = {f"initial-{name}": text for name, text in aim().items()}
    contributor.post(url("indicator_objective", NAME), aim(target="50") | read)
    mine = aim(target="70", decided_by="Délibération 13") | read
    response = contributor.post(url("indicator_objective", NAME), mine)
    assert response.status_code == 422
    page = response.content.decode()
    for text in ("50", "70", "Délibération 13"):
        assert text in page
    row = queries.objective(agglo, NAME)
    assert (row.course.target.value, row.decided_by) == (50, "Délibération 12")
    # What somebody else did not touch is no quarrel: their target and my decision are both kept.
    calm = aim(decided_by="Délibération 13") | read
    assert contributor.post(url("indicator_objective", NAME), calm).status_code == 302
    row = queries.objective(agglo, NAME)
    assert (row.course.target.value, row.decided_by) == (50, "Délibération 13")


def test_the_list_asks_as_many_questions_of_the_store_whatever_its_length(
    contributor, agglo, django_assert_max_num_queries
):
    ids = list(catalogue().indicators)
    actions.follow(authority=agglo, user=None, indicators=ids)
    rows = [declare(agglo, 1.0, year, name) for name in ids[:40] for year in (2023, 2024, 2025)]
    actions.approve(rows=rows, user=None)
    with django_assert_max_num_queries(14):
        page = html(contributor, "indicators_followed")
    assert page.count("<tr>") <= 40


def test_a_note_is_dated_and_can_be_deleted_then_put_back(contributor, agglo):
    contributor.post(url("indicator_page_note", NAME), {"text": "Compteur changé"})
    page = html(contributor, "indicator_page", NAME)
    assert "Compteur changé" in page
    note = Note.objects.of(agglo).get(about=f"urn:jalons:indicator:{NAME}")
    page = contributor.post(url("indicator_page_note_delete", NAME, note.pk), follow=True)
    assert not Note.objects.of(agglo).exists()
    restoring = url("indicator_page_note_restore", NAME, note.pk)
    assert restoring in page.content.decode()
    assert "Compteur changé" not in page.content.decode()
    contributor.post(restoring)
    back = Note.objects.of(agglo).get()
    kept = ("text", "written_at", "written_by")
    assert [getattr(back, name) for name in kept] == [getattr(note, name) for name in kept]


def test_a_reader_reads_and_changes_nothing(reader, agglo):
    row = declare(agglo)
    assert url("indicator_value_new", NAME) not in html(reader, "indicator_page", NAME)
    for name, args in (
        ("indicator_value_new", [NAME]),
        ("indicator_value", [NAME, row.pk]),
        ("typed_value_move", [row.pk]),
        ("typed_value_edit", [row.pk]),
        ("indicator_objective", [NAME]),
        ("indicators_grid", []),
    ):
        assert reader.post(url(name, *args), {}).status_code in {403, 404}
    row.refresh_from_db()
    assert row.state == "draft"


def test_a_value_on_its_course_is_drawn_on_it_and_a_far_target_looks_far(contributor, agglo):
    contributor.post(url("indicator_objective", NAME), aim())
    expected = queries.objective(agglo, NAME).course.expected(date(2025, 12, 31))
    actions.approve(rows=[declare(agglo, expected)], user=None)
    figure = re.search(r"<svg role.*?</svg>", html(contributor, "indicator_page", NAME), re.S)[0]
    drawn = ET.fromstring(figure)
    (circle,) = drawn.iter("circle")
    near, far = (
        [float(each.get(name).rstrip("%")) for name in ("x1", "y1", "x2", "y2")]
        for each in drawn.iter("line")
        if each.get("stroke-dasharray")
    )
    at = [float(circle.get("cx").rstrip("%")), float(circle.get("cy"))]
    assert at == pytest.approx(near[2:], abs=0.2)
    assert far[2] - far[0] == pytest.approx(5 * (near[2] - near[0]), rel=0.05)
    texts = [each.text or "" for each in drawn.iter("text")]
    marks = [text for text in texts if text.isdigit() and len(text) == 4]
    assert marks == ["2024", "2026", "2028", "2030"]


def filled(page):
    """The words of the filled buttons of a page."""
    return re.findall(r'class="button"[^>]*>([^<]+)<', page)


def test_the_one_filled_button_types_a_value_only_where_people_type_it(contributor, reader, agglo):
    typed = html(contributor, "indicator_page", "footprint.services_share")
    assert filled(typed) == ["Saisir une valeur"]
    observation_store().record([AGE])
    computed = html(contributor, "indicator_page", "footprint.mean_age")
    assert filled(computed) == ["Voir l’inventaire"]
    assert url("indicator_value_new", "footprint.mean_age") in computed
    assert filled(html(reader, "indicator_page", "footprint.services_share")) == []


def test_the_page_opens_with_the_figure_its_change_its_goal_and_a_chart_that_says_it(
    contributor, agglo
):
    contributor.post(url("indicator_objective", NAME), aim())
    rows = [declare(agglo, 40.0, 2023), declare(agglo, 30.0, 2024)]
    rows.append(declare(agglo, 5.0, timezone.localdate().year))
    actions.approve(rows=rows, user=None)
    page = html(contributor, "indicator_page", NAME).replace("\u00a0", " ").replace("\u202f", " ")
    lead, _main, rest = page.partition("</h1>")
    assert f"5 MWh par an en {timezone.localdate().year}" in lead
    assert "Objectif" in rest
    title = re.search(r"<figcaption>(.*?)<small>(.*?)</small>", page)
    assert title[1].startswith("En baisse de 25 % : de 40 MWh (2023) à 30 MWh (2024) ; ")
    assert title[1].endswith("n’est pas fini")
    assert title[2].startswith("Chaleur récupérée")
    assert 'stroke-dasharray="2 5"' in page


def test_values_that_count_other_things_are_never_compared(contributor, agglo):
    other = replace(AGE, period=Period.year(2024), method="other/1")
    observation_store().record([other, AGE])
    page = html(contributor, "indicator_page", AGE.indicator)
    title = re.search(r"<figcaption>(.*?)<small>", page)[1]
    assert title.endswith("1 valeur d’avant ne s’y compare pas")
    actions.follow(authority=agglo, user=None, indicators=[AGE.indicator])
    assert "depuis 2024" not in html(contributor, "indicators_followed")


def test_the_list_says_how_each_figure_moved(contributor, agglo):
    actions.approve(rows=[declare(agglo, 40.0, 2024), declare(agglo, 30.0)], user=None)
    listed = html(contributor, "indicators_followed")
    assert "\u221225\u202f% depuis 2024" in listed
    assert listed.count("<table") == 1
