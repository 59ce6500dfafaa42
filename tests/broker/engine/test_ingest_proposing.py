"""What a file most probably holds is proposed; a plan becomes the mapping the intake reads."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as some

from broker.engine.test_ingest_mapping import taken, why
from broker.engine.uplinks import UPLINKS
from jalons.broker.engine.ingest.activity import HOUR, Activity, activity_of
from jalons.broker.engine.ingest.files.column_checks import doubts
from jalons.broker.engine.ingest.files.places import checked_places
from jalons.broker.engine.ingest.files.proposal import kind_of, planned, proposed
from jalons.broker.engine.ingest.files.tables import RawTable, opened_table, table_of
from jalons.broker.engine.ingest.mapping import mapping_of
from jalons.broker.engine.ingest.plan import Plan, PlannedColumn, plan_of
from jalons.broker.engine.ingest.report import message_values
from jalons.broker.engine.problems import Problem
from jalons.broker.store.contexts import core
from jalons.broker.store.models import models, subjects
from jalons.tabular.headings import heading_line

CONTEXTS = {subject.name: subject.context for subject in subjects().values()}


def plan(text: str, hint: str = "") -> Plan:
    table = table_of(opened_table(text.encode()))
    return proposed(table.names, [row.cells for row in table.rows], models(), CONTEXTS, hint=hint)


def test_the_columns_of_a_french_export_are_recognised() -> None:
    found = plan(
        "Capteur;Date du relevé;Latitude;Longitude;Température (°C);Humidité (%)\n"
        "S1;24/11/2026 07:00;48,12;-1,2;12,5;80\nS2;24/11/2026 07:00;48,13;-1,3;;81\n"
    )
    assert (found.identifier, found.observed) == ("Capteur", "Date du relevé")
    assert (found.place, found.east, found.north) == ("degrees", "Longitude", "Latitude")
    units = {each.path: (each.unit, each.kind) for each in found.columns}
    assert units["Température (°C)"] == ("CEL", "number")
    assert units["Humidité (%)"] == ("P1", "number")


def test_a_column_of_dates_of_which_some_are_wrong_is_still_the_date() -> None:
    assert plan("id;relevé le;v\na;24/11/2026;1\nb;hier;2\n").observed == "relevé le"


def test_a_point_written_in_one_column_is_a_place() -> None:
    found = plan("id;geo_point_2d;v\na;48.12, -1.2;1\n")
    assert (found.place, found.east) == ("point", "geo_point_2d")
    mapping = mapping_of({**Plan(type="Sensor", identifier="id", place="point", east="p",
                          columns=(PlannedColumn("v", "v"),)).mapping()})  # fmt: skip
    seen = taken(mapping, {"id": "a", "p": "48.12, -1.2", "v": "1"})
    assert seen.doc["attrs"][core().expand("location")][0]["value"]["coordinates"] == [-1.2, 48.12]


@pytest.mark.parametrize(
    ("values", "kind"),
    [
        (["1", "2,5", "1 000"], "number"), (["007", "008"], "text"), (["oui", "non"], "boolean"),
        (["24/11/2026", "01/01/2025"], "date"), (["a", "1"], "text"), ([], "text"),
    ],
)  # fmt: skip
def test_the_kind_of_a_column_is_what_all_its_values_can_be(values: list[str], kind: str) -> None:
    assert kind_of(values) == kind


def column(found: Plan, path: str) -> tuple[str, str]:
    return next((each.kind, each.unit) for each in found.columns if each.path == path)


def lines(name: str, cells: list[str]) -> str:
    return "id;" + name + "\n" + "".join(f"c{n};{cell}\n" for n, cell in enumerate(cells))


def seen(found: Plan, text: str) -> list[tuple[str, str, int, int]]:
    table = table_of(opened_table(text.encode()))
    told = doubts(found, [(row.number, row.cells) for row in table.rows])
    return [(each.column, each.reason, each.count, each.total) for each in told]


def test_one_dirty_cell_does_not_make_a_column_of_numbers_a_text() -> None:
    text = lines("temperature", [f"{n},5" for n in range(41)] + ["abc"])
    found = plan(text)
    assert column(found, "temperature") == ("number", "")
    assert seen(found, text) == [("temperature", "refused", 1, 42)]
    (doubt,) = doubts(found, [(43, {"temperature": "abc"})])
    assert doubt.examples == ((43, "abc"),)


def test_a_column_with_too_many_texts_stays_a_text_and_it_is_said() -> None:
    text = lines("etat", ["1", "2", "3", "4", "hs", "hs"])
    found = plan(text)
    assert column(found, "etat") == ("text", "")
    assert seen(found, text) == [("etat", "text", 2, 6)]


def test_percents_are_numbers_in_percent_and_the_unit_is_marked_as_read_in_the_cells() -> None:
    text = lines("humidite", ["48 %", "51,5 %", "49\u202f%"])
    found = plan(text)
    assert column(found, "humidite") == ("number", "P1")
    assert seen(found, text) == [("humidite", "unit", 0, 3)]
    seen_doc = taken(
        mapping_of(replace(found, type="Sensor").mapping()), {"id": "a", "humidite": "51,5 %"}
    )
    (instances,) = seen_doc.doc["attrs"].values()
    assert (instances[0]["value"], instances[0]["unitCode"]) == (51.5, "P1")


def test_a_unit_half_of_the_cells_write_is_taken_from_none() -> None:
    text = lines("humidite", ["48 %", "0,51", "49 %", "0,47"])
    found = plan(text)
    assert column(found, "humidite") == ("text", "")
    assert seen(found, text) == [("humidite", "text", 2, 4)]


def test_a_cell_in_another_unit_than_its_heading_is_refused() -> None:
    text = lines("puissance (kW)", ["12 kW"] * 19 + ["800 W"])
    found = plan(text)
    assert column(found, "puissance (kW)") == ("number", "KWT")
    assert seen(found, text) == [("puissance (kW)", "refused", 1, 20)]
    problem = why(
        mapping_of(replace(found, type="Sensor").mapping()), {"id": "a", "puissance (kW)": "800 W"}
    )
    assert "another unit" in problem.detail


@pytest.mark.parametrize(
    ("cells", "unit"),
    [
        (["12,50 €", "1 300 €"], "EUR"), (["12 m³/h", "13 m³/h"], "MQH"),
        (["1 234,5 %", "3,0 %"], "P1"), (["12,5°C", "13°C"], "CEL"),
    ],
)  # fmt: skip
def test_the_units_of_a_town_are_read_in_the_cells(cells: list[str], unit: str) -> None:
    assert column(plan(lines("valeur", cells)), "valeur") == ("number", unit)


def test_what_is_written_with_digits_and_is_no_number_is_a_text() -> None:
    found = plan("id;Code INSEE;Téléphone\na;35360;0299\nb;2A004;0298\nc;35001;0297\n")
    assert {each.kind for each in found.columns} == {"text"}


def test_houses_codes_and_telephones_take_no_unit() -> None:
    assert column(plan(lines("adresse", ["12 A", "3 A", "7 A"])), "adresse") == ("text", "")
    codes = [str(n) for n in range(100, 119)] + ["12B"]
    assert column(plan("matricule;code\n" + "".join(f"m{c};{c}\n" for c in codes)), "code") == (
        "text",
        "",
    )


@pytest.mark.parametrize(
    ("lines", "header"),
    [
        ([["a", "b"], ["1", "2"]], 1),
        ([["Relevés", "", ""], ["a", "b", "c"], ["1", "2", "3"]], 2),
        ([[], ["a", "b"], ["1", "2"]], 2),
        ([["2024", "2025"], ["1", "2"]], 1),
        ([["seul"], ["1"]], 1),
    ],
)
def test_the_headings_are_the_first_full_line_without_a_number(
    lines: list[list[str]], header: int
) -> None:
    assert heading_line(lines) == header - 1


def test_a_column_without_heading_is_called_by_its_letter() -> None:
    table = table_of(RawTable([["a", "b", ""], ["1", "2", "3"]]))
    assert table.names == ("a", "b", "[C]")


@given(
    some.builds(
        Plan, type=some.text(min_size=1, max_size=20), identifier=some.text(max_size=10),
        east=some.text(max_size=5), north=some.text(max_size=5),
        place=some.sampled_from(["none", "degrees", "lambert93", "point", "envelope", "fixed"]),
        columns=some.lists(
            some.builds(PlannedColumn, path=some.text(max_size=5), attribute=some.text(max_size=5)),
            max_size=3,
        ).map(tuple),
        blanks=some.lists(some.text(min_size=1, max_size=5), max_size=3).map(tuple),
    )
)  # fmt: skip
def test_any_plan_is_kept_as_it_was_and_is_a_mapping_or_refused(made: Plan) -> None:
    assert plan_of(made.document()) == made
    try:
        mapping_of(made.mapping())
    except Problem as problem:
        assert problem.detail


def test_metres_that_are_no_lambert_93_are_refused_with_the_way_to_mend_them() -> None:
    document = Plan(type="Sensor", identifier="id", place="lambert93", east="x", north="y",
                    columns=(PlannedColumn("v", "v"),)).mapping()  # fmt: skip
    good = taken(mapping_of(document), {"id": "a", "x": "387000", "y": "6789000", "v": "1"})
    place = good.doc["attrs"][core().expand("location")][0]["value"]["coordinates"]
    assert place == pytest.approx([-1.2, 48.1], abs=0.05)
    swapped = why(mapping_of(document), {"id": "a", "x": "6789000", "y": "387000", "v": "1"})
    assert "Lambert-93" in swapped.detail
    assert swapped.more["mend"]


def test_what_says_nothing_is_unknown_and_not_zero() -> None:
    document = Plan(type="Sensor", identifier="id", blanks=("n/a", "-"),
                    columns=(PlannedColumn("v", "v", kind="number"),
                             PlannedColumn("w", "w", kind="number"))).mapping()  # fmt: skip
    seen = taken(mapping_of(document), {"id": "a", "v": " N/A ", "w": "2"})
    assert [iri.rpartition("/")[2] for iri in seen.doc["attrs"]] == ["w"]


def test_places_swapped_are_seen_and_places_elsewhere_are_not_taken_for_it() -> None:
    town = [(-1.4, 48.0, -1.0, 48.3)]
    assert checked_places([(48.1, -1.2), (48.2, -1.1)], town).looks_swapped
    assert not checked_places([(-1.2, 48.1)], town).looks_swapped
    away = checked_places([(30.0, 10.0)], town)
    assert (away.looks_swapped, away.outside) == (False, 1)


def test_an_hour_that_is_past_is_not_counted_in_the_day() -> None:
    now = 100 * HOUR
    seen = Activity().with_messages(at=now - 30 * HOUR, came=9, refused=9)
    seen = seen.with_messages(at=now, came=5, refused=1).with_messages(at=now, came=1, refused=0)
    assert seen.day(now=now) == (6, 1)
    assert activity_of(seen.document()) == seen
    both = seen.merged(Activity().with_messages(at=now - HOUR, came=2, refused=0))
    assert (both.day(now=now), both.last) == ((8, 1), now)


@pytest.mark.parametrize("envelope", sorted(UPLINKS))
def test_the_values_of_a_message_are_told_with_their_paths(envelope: str) -> None:
    told = dict(message_values(envelope, "", UPLINKS[envelope]()))
    assert told["temperature"] == "12.5"
    assert told["@rssi"]


@pytest.mark.parametrize("envelope", sorted(UPLINKS))
def test_the_name_a_network_gives_a_device_is_proposed_and_written_once(envelope: str) -> None:
    told = message_values(envelope, "", UPLINKS[envelope]())
    columns = planned([(path, [value]) for path, value in told], None)
    by_path = {each.path: each for each in columns}
    assert (by_path["@name"].attribute, by_path["@name"].kind) == ("name", "text")
    document = Plan(type="Sensor", envelope=envelope, columns=columns).mapping()
    found = taken(mapping_of(document), UPLINKS[envelope]())
    (name,) = found.doc["attrs"][core().expand("name")]
    assert name == {"type": "Property", "value": "co2-ecole-jaures"}


def test_a_payload_with_a_name_of_its_own_leaves_two_names_apart() -> None:
    columns = planned([("name", ["CO2"]), ("@name", ["co2-ecole"])], None)
    assert [each.attribute for each in columns] == ["name", "deviceName"]


def test_the_name_in_a_plain_message_is_the_name() -> None:
    columns = planned([("device.deviceName", ["co2-ecole"]), ("t", ["12"])], None)
    assert columns[0].attribute == "name"


@given(some.recursive(
    some.none() | some.booleans() | some.floats() | some.text(max_size=5),
    lambda inner: some.lists(inner, max_size=3) | some.dictionaries(some.text(max_size=3), inner),
    max_leaves=10,
))  # fmt: skip
def test_any_json_tells_values_or_is_refused(message: object) -> None:
    try:
        assert len(message_values("json", "", message)) <= 60
    except Problem as problem:
        assert problem.detail
