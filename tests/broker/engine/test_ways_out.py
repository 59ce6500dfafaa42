"""What the ways out read and write, without a store: filters, coordinates, flat rows."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jalons.broker.engine.contexts import Context
from jalons.broker.engine.out import cql, odata
from jalons.broker.engine.out.crs import from_lambert93, in_system, lambert93, read_box
from jalons.broker.engine.out.features import moments
from jalons.broker.engine.out.flat import columns, row
from jalons.broker.engine.problems import Problem
from jalons.broker.engine.query.evaluate import matches
from jalons.broker.engine.query.tree import encoded

IRIS = {"a": "urn:a", "b": "urn:b"}
CONTEXT = Context(terms={}, vocab="https://example.org/", source=None)
# Longitude, latitude, easting, northing: what GDAL 3.10 (gdaltransform) gives, to the millimetre.
KNOWN = [
    (2.3522, 48.8566, 652469.023, 6862035.259),
    (-1.68, 48.11, 351895.902, 6789166.410),
    (7.26, 43.7, 1043310.291, 6298259.446),
]
CQL2 = "a b = <> < >= AND OR NOT IN LIKE BETWEEN IS NULL ( ) , 1 2.5 'x' 'x%' TRUE"
ODATA = "a b eq ne lt ge and or not ( ) , 1 'x' null startswith a/b"
words = st.sampled_from(CQL2.split())
steps = st.sampled_from(ODATA.split())


@pytest.mark.parametrize(("longitude", "latitude", "x", "y"), KNOWN)
def test_lambert_93_is_that_of_gdal_to_the_millimetre(longitude, latitude, x, y):
    assert lambert93(longitude, latitude) == pytest.approx((x, y), abs=0.001)
    assert from_lambert93(x, y) == pytest.approx((longitude, latitude), abs=1e-7)


@given(st.floats(-5, 10), st.floats(41, 51.5))
def test_a_place_of_france_comes_back_from_lambert_93(longitude, latitude):
    back = from_lambert93(*lambert93(longitude, latitude))
    assert back == pytest.approx((longitude, latitude), abs=1e-7)


@given(st.floats(allow_nan=False, allow_infinity=False, width=32), st.floats(-90, 90))
def test_no_place_and_no_box_of_the_world_stops_a_projection(x, y):
    point = {"type": "Point", "coordinates": [max(-180.0, min(180.0, x)), y]}
    assert in_system(point, "http://www.opengis.net/def/crs/EPSG/0/2154")
    box = read_box((x, y, x + 1, y + 1), "http://www.opengis.net/def/crs/EPSG/0/2154")
    assert len(box) == 4


@settings(max_examples=300)
@given(st.lists(words, max_size=14).map(" ".join) | st.text(max_size=40))
def test_any_text_is_a_filter_or_a_problem_with_its_place(text):
    try:
        found = cql.parsed(text, IRIS)
    except Problem as problem:
        assert problem.status in (400, 403)
    else:
        assert found.where is not None
        assert matches({"urn:a": {1.0}}, found.where) in (True, False)


@settings(max_examples=300)
@given(st.lists(steps, max_size=12).map(" ".join) | st.text(max_size=40))
def test_any_text_is_a_test_of_sensorthings_or_a_problem(text):
    try:
        test = odata.filtered(text)
    except Problem as problem:
        assert problem.status in (400, 403)
    else:
        assert test({"a": 1, "b": "x"}) in (True, False)


@given(st.text(max_size=60))
def test_any_text_is_something_to_bring_along_or_a_problem(text):
    try:
        found = odata.options({"$expand": text})
    except Problem as problem:
        assert problem.status in (400, 403)
    else:
        assert isinstance(found.expand, dict)


@given(st.text(max_size=40))
def test_any_text_is_a_time_or_a_problem(text):
    try:
        moments(text, ["urn:a"])
    except Problem as problem:
        assert problem.status == 400


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("NOT a = 1", False),
        ("NOT a = 2", True),
        ("NOT b = 'x'", False),
        ("NOT (a = 2 OR a = 3)", True),
        ("NOT (a = 1 AND b = 'x')", False),
        ("NOT NOT a = 1", True),
        ("b IS NULL AND a IS NOT NULL", True),
        ("NOT b IS NULL", False),
        ("a NOT BETWEEN 2 AND 3", True),
        ("NOT a NOT IN (1, 2)", True),
        ("b NOT LIKE 'x%'", False),
        ("1 < a", False),
        ("0.5 < a", True),
    ],
)
def test_what_is_absent_is_neither_equal_nor_different(text, expected):
    """A comparison with nothing is unknown, and NOT of unknown is unknown: no match either way."""
    assert matches({"urn:a": {1.0}}, cql.parsed(text, IRIS).where) is expected


def test_a_pattern_takes_signs_of_regular_expressions_as_they_are():
    found = cql.parsed(r"a LIKE 'x.(\%)%'", IRIS).where
    assert matches({"urn:a": {encoded("x.(%) and more")}}, found)
    assert not matches({"urn:a": {encoded("xy(%)")}}, found)


def test_two_attributes_that_end_alike_have_two_columns():
    found = columns(["https://one.org/level", "https://two.org/level"], None, CONTEXT)
    assert sorted(found.iris) == ["level", "level_2"]


def test_a_column_never_takes_the_name_of_a_member():
    found = columns(["https://one.org/id", "https://one.org/observedAt"], None, CONTEXT)
    assert sorted(found.iris) == ["id_2", "observedAt_2"]


def test_a_row_takes_the_instance_without_a_dataset_and_the_latest_date():
    iri = "https://one.org/level"
    instances = [
        {
            "type": "Property",
            "value": 1,
            "datasetId": "urn:d",
            "observedAt": "2026-02-01T00:00:00Z",
        },
        {"type": "Property", "value": 2, "observedAt": "2026-01-01T00:00:00Z"},
    ]
    doc = {"attrs": {iri: instances}, "modifiedAt": "2026-03-01T00:00:00Z"}
    found = row(doc, columns([iri], None, CONTEXT), CONTEXT)
    assert found == {
        "level": 2,
        "observedAt": "2026-02-01T00:00:00Z",
        "modifiedAt": "2026-03-01T00:00:00Z",
    }
