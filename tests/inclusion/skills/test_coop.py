"""An export of the Coop is read without its names, and what is left aside is reported."""

import logging

import pytest

from inclusion.skills.coop import HEADINGS, ONE, SECRETS, export, workshop
from jalons.inclusion.capture.coop import read_export
from jalons.inclusion.engine.errors import InclusionError

pytestmark = pytest.mark.extras  # writes and reads workbooks


def test_the_rows_of_an_activity_are_one_activity():
    found = read_export(export(ONE, *workshop(1, 3)))
    one, many = found.activities
    assert found.rows == 4
    assert dict(one) | {"reference": ""} == {
        "week": "2026-04-06", "kind": "individual", "minutes": "45", "participants": "1",
        "place": "home", "commune": "01004", "equipment": "phone,tablet",
        "themes": "email,a_papers", "autonomy": "partly", "redirected": "yes", "ages": "70:1",
        "statuses": "retired:1", "reference": "",
    }  # fmt: skip
    assert (many["participants"], many["ages"], many["kind"]) == ("3", "70:3", "collective")


def test_the_level_of_a_workshop_is_no_autonomy():
    assert read_export(export(*workshop(1, 2))).activities[0]["autonomy"] == ""


def test_nothing_that_names_or_tells_of_a_person_goes_further(caplog):
    with caplog.at_level(logging.DEBUG):
        found = read_export(export(ONE, *workshop(1, 2)))
    for secret in SECRETS:
        assert secret not in str(found)
        assert secret not in caplog.text
    assert ONE["ID CRA"] not in str(found)
    assert "Bénéficiaire" in found.dropped
    assert "Notes supplémentaires" in found.dropped


def test_a_day_is_reduced_to_its_week():
    assert {each["week"] for each in read_export(export(ONE)).activities} == {"2026-04-06"}


def test_an_unknown_theme_is_reported_and_the_activity_read():
    theme = {"Thématique(s) d’accompagnement": "E-mail\nRobotique"}
    found = read_export(export(ONE | theme))
    assert found.activities[0]["themes"] == "email"
    assert dict(found.unknown) == {"Robotique": 1}


def test_a_name_in_the_place_of_a_theme_is_not_reported():
    found = read_export(export(ONE | {"Thématique(s) d’accompagnement": "Mme Jeanne Dupont"}))
    assert dict(found.unknown) == {"…": 1}


def test_a_lost_zero_is_put_back_and_counted():
    found = read_export(export(ONE | {"Code Insee": 1004}))
    assert (found.activities[0]["commune"], found.padded) == ("01004", 1)


@pytest.mark.parametrize("wrong", [{"Durée (min)": ""}, {"Durée (min)": 0}, {"Date": "bientôt"},
                                   {"Type": "Rendez-vous"}, {"ID CRA": ""}])  # fmt: skip
def test_a_row_that_lacks_what_makes_an_activity_is_counted_by_its_number(wrong):
    found = read_export(export(ONE | wrong, *workshop(1, 1)))
    assert found.unread == (14,)
    assert len(found.activities) == 1


def test_a_column_taken_out_is_named():
    without = tuple(each for each in HEADINGS if each != "ID CRA")
    with pytest.raises(InclusionError, match="ID CRA"):
        read_export(export(ONE, headings=without))


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04 damaged", b"Nom;Age\nDupont;70\n"])
def test_another_file_is_refused_without_a_word_of_it(content):
    with pytest.raises(InclusionError) as refused:
        read_export(content)
    assert refused.value.code == "coop_layout"
    assert "Dupont" not in str(refused.value)


def test_another_sheet_is_not_read():
    with pytest.raises(InclusionError):
        read_export(export(ONE, sheet="Coordination"))


def test_an_export_without_a_row_has_no_activity():
    assert read_export(export()).activities == ()
