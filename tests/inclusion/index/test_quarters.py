"""Within a municipality: what the packaged census says of its quarters, and what it does not."""

import numpy as np
import pytest

from jalons.inclusion.engine.areas import Status
from jalons.inclusion.store.areas import communes
from jalons.inclusion.store.iris import quarters


def test_the_quarters_of_rennes_add_up_to_its_people():
    areas, column = quarters("35238")
    assert len(areas) > 80
    whole = communes()
    assert areas.people.sum() == pytest.approx(float(whole.people[whole.rows(["35238"])[0]]))
    known = areas.people > 0
    assert np.all((column.low <= column.values)[known] & (column.values <= column.high)[known])
    assert Status.ESTIMATED in column.status


def test_a_village_that_is_not_cut_has_no_quarter():
    areas, column = quarters("01002")
    assert len(areas) == len(column.values) == 0


def test_an_unknown_municipality_has_none():
    assert len(quarters("99999")[0]) == 0
