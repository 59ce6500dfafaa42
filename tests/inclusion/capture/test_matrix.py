"""Matrices and lists of places as people export them."""

import numpy as np
import pytest

from jalons.inclusion.capture.matrix import read_matrix, read_supply
from jalons.inclusion.engine.errors import InclusionError
from jalons.inclusion.words.access import notice_words

ORIGINS, PLACES = ("01001", "01002", "01004"), ("a", "b")


def test_a_matrix_of_r5py_is_read_in_minutes():
    content = b"from_id,to_id,travel_time\n01001,a,12\n01002,a,\n01002,b,7.5\n"
    read = read_matrix(content, "times.csv", ORIGINS, PLACES)
    assert (read.pairs.way.unit, read.pairs.way.detour, read.pairs.way.name) == (
        "min", None, "times.csv",
    )  # fmt: skip
    assert list(read.pairs.km) == [12, 7.5]
    assert list(read.pairs.known) == [True, True, False]
    assert read.notices == {"unreachable": 1, "origins": 1, "missing_pairs": 2}


def test_every_problem_of_a_matrix_is_counted_and_explained():
    rows = ["origine;destination;km", "1001;a;3,5", "01001;a;4", "99999;a;1", "01002;b;-2",
            "01002;a;oops", "01004;b;2"]  # fmt: skip
    read = read_matrix("\n".join(rows).encode("utf-8-sig"), "km.csv", ORIGINS, PLACES)
    assert list(read.pairs.km) == [3.5, 2]
    assert read.notices == {
        "zeros": 1, "duplicated": 1, "unknown": 1, "negative": 2, "origins": 1, "missing_pairs": 2,
    }  # fmt: skip
    for lang in ("fr", "en"):
        assert all(notice_words(read.notices, lang))


def test_a_way_that_differs_from_its_return_is_said():
    rows = "origin,destination,km\n01001,01002,10\n01002,01001,14\n01001,01004,5\n01004,01001,5.5\n"
    read = read_matrix(rows.encode(), "km.csv", ORIGINS, ORIGINS)
    assert read.notices["asymmetric"] == 1


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "matrix_columns"),
        (b"origin,destination\n1,2\n", "matrix_columns"),
        (b"origin,destination,km,minutes\n01001,a,1,2\n", "matrix_columns"),
        (b"origin,destination,km\n99999,a,1\n", "matrix_empty"),
        (b"\xff\xfe\x00\x01", "matrix_columns"),
    ],
)
def test_a_matrix_that_cannot_be_read_is_refused(content, code):
    with pytest.raises(InclusionError) as refused:
        read_matrix(content, "m.csv", ORIGINS, PLACES)
    assert refused.value.code == code
    assert "m.csv" in str(refused.value)


def test_a_list_of_places_says_what_was_left_out():
    content = (
        "id,latitude,longitude,heures,heures_min,heures_max\n"
        "a,47.4,-0.5,20,,\nb,0,0,10,,\nc,-0.5,47.4,0,,\nd,47,0.1,,10,30\ne,,,,,\nf,47,0.2,-3,,\n"
    )
    supply, met = read_supply(content.encode(), "places.csv")
    assert met == {"zero": 1, "swapped": 1, "missing": 1}
    assert np.isnan(supply.lat[[1, 2, 4]]).all()
    assert (supply.low[3], supply.mid[3], supply.high[3]) == (10, 20, 30)
    assert np.isnan(supply.mid[[4, 5]]).all()
    assert supply.mid[2] == 0
    with pytest.raises(InclusionError) as refused:
        read_supply(b"nom,ville\nx,y\n", "p.csv")
    assert refused.value.code == "supply_columns"
