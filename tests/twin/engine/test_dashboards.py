"""A dashboard as a document: what is read, what is refused and where, what each tile answers."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jalons.broker.engine.temporal.request import Points
from jalons.broker.engine.temporal.summaries import Summary, Summed
from jalons.twin.engine import dashboards as engine
from jalons.twin.engine.dashboards import Board, BoardError, Flaw, Tile, figure, ranked, read

LEVEL = "https://example.org/level"
FIGURE = {"kind": "figure", "type": "Bin", "attribute": "level"}


def document(*tiles: Any, **more: Any) -> dict[str, Any]:
    return {"version": 1, "title": "Les bacs", "tiles": list(tiles)} | more


def doc(number: int, value: Any, unit: str = "P1", seen: str | None = None) -> dict[str, Any]:
    instance = {"type": "Property", "value": value, "unitCode": unit}
    if seen:
        instance["observedAt"] = seen
    return {"id": f"urn:bin:{number}", "type": ["Bin"], "attrs": {LEVEL: [instance]}}


def flaws(given_document: Any) -> set[tuple[str, str]]:
    with pytest.raises(BoardError) as caught:
        read(given_document)
    return {(flaw.place, flaw.code) for flaw in caught.value.flaws}


def test_a_document_is_read_with_its_choices_filled_and_written_back_the_same() -> None:
    board = read(document(FIGURE, {"kind": "table", "type": "Bin", "attribute": "level"}))
    first, second = board.tiles
    assert (first.measure, first.period, first.id) == ("mean", "now", "t1")
    assert (second.order, second.rows) == ("highest", 10)
    assert read(board.document()) == board


@pytest.mark.parametrize(
    ("wrong", "place", "code"),
    [
        ([], "", "no_object"),
        (document(version=2), "version", "version"),
        (document(title=" "), "title", "missing"),
        (document(colour="red"), "colour", "unknown"),
        (document(tiles={}), "tiles", "no_list"),
        (document("x"), "tiles[1]", "no_object"),
        (document({"kind": "map"}), "tiles[1].kind", "choice"),
        (document({"kind": "figure", "type": "Bin"}), "tiles[1].attribute", "missing"),
        (document(FIGURE, FIGURE | {"measure": "mode"}), "tiles[2].measure", "choice"),
        (document(FIGURE | {"q": "level>"}), "tiles[1].q", "query"),
        (document(FIGURE | {"type": 3}), "tiles[1].type", "no_text"),
        (document(FIGURE | {"script": "x"}), "tiles[1].script", "unknown"),
        (document(*[FIGURE] * 13), "tiles", "many"),
        (
            document({"kind": "table", "type": "Bin", "attribute": "level", "rows": True}),
            "tiles[1].rows",
            "range",
        ),
    ],
)
def test_an_error_in_a_document_has_its_place(wrong: Any, place: str, code: str) -> None:
    assert (place, code) in flaws(wrong)


@given(
    st.recursive(
        st.none() | st.booleans() | st.floats(allow_nan=False) | st.text(max_size=8),
        lambda inner: (
            st.lists(inner, max_size=4)
            | st.dictionaries(
                st.sampled_from(["version", "title", "tiles", "kind", "type", "q", "rows", "z"]),
                inner,
                max_size=6,
            )
        ),
        max_leaves=20,
    )
)
def test_no_document_breaks_the_reader(given_document: Any) -> None:
    try:
        board = read(given_document)
    except BoardError as error:
        assert all(isinstance(flaw, Flaw) for flaw in error.flaws)
        assert error.flaws
    else:
        assert read(board.document()) == board


def test_tiles_are_added_moved_and_removed_by_their_id() -> None:
    board = read(document(FIGURE, FIGURE, FIGURE))
    board = engine.added(engine.removed(board, "t2"), Tile("text", text="Fin"))
    assert [tile.id for tile in board.tiles] == ["t1", "t3", "t4"]
    assert [t.id for t in engine.moved(board, "t4", -5).tiles] == ["t4", "t1", "t3"]
    assert engine.moved(board, "gone", 1) == board
    changed = engine.replaced(board, Tile("text", id="t3", text="Autre"))
    assert changed.tile("t3") == Tile("text", id="t3", text="Autre")


def test_two_tiles_of_a_file_with_one_id_get_two() -> None:
    board = read(document(FIGURE | {"id": "a"}, FIGURE | {"id": "a"}, FIGURE | {"id": "t2"}))
    assert len({tile.id for tile in board.tiles}) == 3


def test_a_figure_of_the_last_values_says_how_many_sensors_it_counts() -> None:
    docs = [doc(1, 40), doc(2, 90, seen="2026-11-24T10:00:00Z"), doc(3, "plein")]
    answer = figure(Tile("figure", attribute="level", measure="mean", period="now"), docs, [])
    assert (answer.value, answer.unit, answer.entities, answer.observations) == (65, "P1", 3, 2)
    assert answer.last is not None
    most = figure(Tile("figure", attribute=LEVEL, measure="max", period="now"), docs, [])
    assert most.value == 90


def test_a_figure_over_a_period_takes_every_observation() -> None:
    series = Points("urn:bin:1", LEVEL, None, "Property", [1, 2, 3], [10, "vide", 30.0])
    tile = Tile("figure", attribute="level", measure="sum", period="24h")
    answer = figure(tile, [doc(1, 99)], [series])
    assert (answer.value, answer.observations, answer.last) == (40, 2, 3)


@pytest.mark.parametrize(
    ("measure", "value"), [("mean", 5.0), ("sum", 20.0), ("min", 1.0), ("max", 9.0), ("count", 4.0)]
)
def test_a_figure_puts_points_and_what_the_store_summed_together(
    measure: str, value: float
) -> None:
    points = Points("urn:bin:1", LEVEL, None, "Property", [10, 20], [4, 6])
    sums = Summary(0, 2, 2, 1.0, 9.0, 10.0, 82.0, 32.0, 30, 0)
    summed = Summed("urn:bin:2", LEVEL, None, "Property", (sums,))
    tile = Tile("figure", attribute=LEVEL, measure=measure, period="7d")
    answer = figure(tile, [doc(1, 99), doc(2, 99)], [points, summed])
    assert (answer.value, answer.observations, answer.last) == (value, 4, 30)


def test_an_unknown_is_never_a_zero() -> None:
    tile = Tile("figure", attribute="level", measure="sum", period="now")
    assert figure(tile, [], []).state == "nothing"
    silent = figure(tile, [doc(1, "plein")], [])
    assert (silent.state, silent.value) == ("silent", None)
    count = figure(
        Tile("figure", attribute="level", measure="count", period="now"), [doc(1, 3)], []
    )
    assert count.value == 1


def test_values_in_two_units_are_not_put_together() -> None:
    tile = Tile("figure", attribute="level", measure="mean", period="now")
    assert figure(tile, [doc(1, 0.4, "C62"), doc(2, 40)], []).state == "units"


def test_a_table_is_ordered_and_cut() -> None:
    docs = [doc(n, value) for n, value in enumerate([30, 90, 10])]
    tile = Tile("table", attribute="level", order="lowest", rows=2)
    assert [reading.value for reading in ranked(tile, docs)] == [10, 30]
    assert Board("x").tile("t1") is None
