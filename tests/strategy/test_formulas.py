"""Conditions in data: what they accept, what they refuse and where, and their three answers."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jalons.strategy.engine.catalogue import StrategyError
from jalons.strategy.engine.diagnosis.formulas import Formula

NAMES = frozenset({"kind", "population", "competences", "overseas"})


@pytest.mark.parametrize(
    ("text", "values", "expected"),
    [
        ("population > 50000", {"population": 50_001}, True),
        ("population > 50000", {"population": 50_000}, False),
        ("population > 50000", {}, None),
        ('kind in ("commune", "epci")', {"kind": "epci"}, True),
        ('"dechets" in competences', {"competences": frozenset({"dechets"})}, True),
        ('"dechets" not in competences', {"competences": frozenset()}, True),
        ("10000 <= population < 50000", {"population": 20_000}, True),
        ('population > 5 or kind == "epci"', {"kind": "epci"}, True),
        ('population > 5 or kind == "epci"', {"kind": "commune"}, None),
        ('population > 5 and kind == "epci"', {"kind": "commune"}, False),
        ("not overseas", {"overseas": False}, True),
        ("not overseas", {}, None),
        ("population > -1", {"population": 0}, True),
        ("population > 5", {"population": "many"}, None),
    ],
)
def test_a_condition_holds_does_not_or_cannot_be_told(text, values, expected):
    assert Formula.parse(text, NAMES).evaluate(values) is expected


@pytest.mark.parametrize(
    ("text", "code", "column"),
    [
        ("", "formula_broken", 1),
        ("population >", "formula_broken", 13),
        ("population > 5 and", "formula_broken", 19),
        ("populaton > 5", "formula_name", 1),
        ('kind == "epci" and staf > 3', "formula_name", 20),
        ("len(kind) > 3", "formula_broken", 1),
        ("kind.upper == 3", "formula_broken", 1),
        ("population + 1 > 3", "formula_broken", 1),
        ("kind in 3", "formula_broken", 9),
        ("kind in (population,)", "formula_broken", 9),
        ("kind is None", "formula_broken", 1),
        ("[1 for x in kind]", "formula_broken", 1),
        ("lambda: 1", "formula_broken", 1),
        ("42", "formula_broken", 1),
        ("population > 5 and (" * 80, "formula_long", None),
    ],
)
def test_what_is_no_condition_is_refused_at_its_column(text, code, column):
    with pytest.raises(StrategyError) as refused:
        Formula.parse(text, NAMES)
    assert refused.value.code == code
    assert refused.value.params.get("column") == column
    assert str(refused.value)


@given(st.text(max_size=200))
def test_any_text_is_read_or_refused_and_never_run(text):
    try:
        formula = Formula.parse(text, NAMES)
    except StrategyError as error:
        assert str(error)
    else:
        assert formula.evaluate({}) in (True, False, None)
