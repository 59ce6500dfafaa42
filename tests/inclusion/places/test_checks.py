"""The national schema: what it refuses, its known defects, what makes a place hard to find."""

import csv
from dataclasses import fields
from datetime import date
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inclusion.places.rows import TOWNS, VALID, row
from jalons.inclusion.engine.errors import InclusionError
from jalons.inclusion.engine.places import Place, check
from jalons.inclusion.engine.places.duplicates import pairs, stops
from jalons.inclusion.engine.places.quality import quality
from jalons.inclusion.engine.places.schema import place_of, schema, written
from jalons.inclusion.words.places import finding_words
from public_files import shared

TODAY = date(2026, 11, 28)


def faults(*rows, **more):
    report = check(rows, communes=TOWNS, today=TODAY, **more)
    return {(one.line, one.name, one.fault.code): dict(one.fault.fix) for one in report.findings}


def one_fault(name, **values):
    """The only fault of a row with these values: its code, what is proposed for the field."""
    ((_line, at, code), fix) = next(iter(faults(row(**values)).items()))
    assert (at, len(faults(row(**values)))) == (name, 1)
    return code, fix.get(name)


def test_the_official_example_is_valid_and_its_position_is_doubted():
    with shared("schema_lieux_mediation_numerique_exemple.csv").open(newline="") as stream:
        report = check(list(csv.DictReader(stream)))
    assert report.errors == report.findings == ()


def test_a_valid_row_has_no_finding_and_all_fields_are_read():
    assert faults(row()) == {}
    place = place_of(row())
    assert len(fields(Place)) == len(schema()) == 32
    assert place.position == (46.2055, 5.2255)
    assert place.services[0] == "Aide aux démarches administratives"
    assert place.updated_on == date(2026, 9, 1)
    assert {name: written(getattr(place, one.field)) for name, one in schema().items()} == VALID


def test_defect_a_several_phones_are_a_warning_that_proposes_the_first():
    (finding,) = check([row(telephone="+33474000000|04 74 11 11 11")]).findings
    assert (finding.fault.code, finding.fault.is_error) == ("phones", False)
    assert finding.fault.fix == {
        "telephone": "+33474000000", "presentation_detail": "+33474111111"}  # fmt: skip
    assert "+33474111111" in finding_words(finding)


def test_defect_b_the_semicolon_of_the_notes_is_a_warning():
    assert one_fault("frais_a_charge", frais_a_charge="Gratuit;Payant") == (
        "separator", "Gratuit|Payant")  # fmt: skip
    assert one_fault("courriels", courriels="a@b.fr;c@d.fr") == ("separator", "a@b.fr|c@d.fr")
    both = "Loisirs et créations numériques, utilisation securisee du numerique"
    found = faults(row(services=both))
    right = "Loisirs et créations numériques|Utilisation sécurisée du numérique"
    assert found[2, "services", "separator"] == {"services": right}
    assert found[2, "services", "spelling"] == {"services": right}


def test_defect_c_the_value_of_the_library_is_a_warning():
    wrong = row(formations_labels="ORDI 3.0|Étapes numériques (La Poste)")
    (finding,) = check([wrong]).findings
    assert (finding.fault.code, finding.fault.is_error) == ("variant", False)
    assert finding.fault.fix == {"formations_labels": "ORDI 3.0|Étapes numériques(La Poste)"}


def test_defect_d_valid_is_not_useful():
    (finding,) = check([row(services="", horaires="", latitude="", longitude="")]).findings
    assert (finding.fault.code, finding.fault.is_error) == ("unusable", False)
    assert finding.fault.facts["fields"] == ("services", "horaires", "latitude")
    assert "services, horaires et latitude" in finding_words(finding)


@pytest.mark.parametrize(("name", "text", "code", "right"), [
    ("code_postal", "1000", "pattern", "01000"),
    ("code_postal", "01 000", "pattern", "01000"),
    ("code_postal", "abc", "pattern", None),
    ("pivot", "3562012345678", "siret_zeros", None),
    ("pivot", "5520811000001", "siret_zeros", "05520811000001"),
    ("pivot", "3,56E+13", "pivot_cut", None),
    ("pivot", "00000000000000", "pivot_wrong", None),
    ("pivot", "21012853400019", "pivot_wrong", None),
    ("pivot", "210 128 534 00018", "pattern", "21012853400018"),
    ("pivot", "W12345", "pattern", None),
    ("telephone", "04 74 00 00 00", "phone", "+33474000000"),
    ("telephone", "0262 12 34 56", "phone", "+262262123456"),
    ("telephone", "3939", "phone", None),
    ("date_maj", "01/09/2026", "date", "2026-09-01"),
    ("date_maj", "2026-09-01T08:00:00", "date", "2026-09-01"),
    ("date_maj", "bientôt", "date", None),
    ("latitude", "46,2055", "number", "46.2055"),
    ("frais_a_charge", "gratuit", "spelling", "Gratuit"),
    ("frais_a_charge", "Gratuits sous condition", "value", "Gratuit sous condition"),
    ("frais_a_charge", "Troc", "value", None),
    ("presentation_resume", "a" * 281, "long", None),
    ("prise_rdv", "Non", "link", ""),
    ("site_web", "www.arches.example", "link", "https://www.arches.example"),
    ("nom", "", "required", None),
    ("date_maj", "2027-01-01", "future", None),
    ("date_maj", "2025-01-01", "stale", None),
    ("commune", "Bourges", "names", "Bourg"),
    ("code_insee", "", "no_code", "01053"),
    ("code_insee", "01999", "merged", "01053"),
    ("code_insee", "01888", "no_commune", "01053"),
    ("code_postal", "01500", "postcode", "01000"),
    ("latitude", "", "half", None),
])  # fmt: skip
def test_a_fault_is_explained_with_the_value_that_would_be_right(name, text, code, right):
    found = {(at, kind): fix for (_line, at, kind), fix in faults(row(**{name: text})).items()}
    assert (name, code) in found
    assert found[name, code].get(name) == right
    (finding,) = (one for one in check([row(**{name: text})], communes=TOWNS, today=TODAY).findings
                  if one.fault.code == code)  # fmt: skip
    for lang in ("fr", "en"):
        assert finding_words(finding, lang)


def test_every_code_has_words_and_errors_are_what_the_schema_refuses():
    errors = {"pattern", "phone", "value", "spelling", "number", "date", "long", "twice"}
    report = check([row(code_postal="1"), row(id="l-1", frais_a_charge="X", latitude="a")])
    assert {one.fault.code for one in report.errors} <= errors
    assert len(report.errors) == 4


def test_positions_that_are_zero_swapped_or_far_are_warnings():
    spot = {"latitude": "5.2255", "longitude": "46.2055"}
    assert faults(row(**spot))[2, "latitude", "swapped"] == {
        "latitude": "46.2055", "longitude": "5.2255"}  # fmt: skip
    zero = faults(row(latitude="0", longitude="0.0"))
    assert zero[2, "latitude", "zero"] == {"latitude": "", "longitude": ""}
    assert (2, "latitude", "unusable") in zero
    far = check([row(latitude="48.85", longitude="2.35")], communes=TOWNS).findings
    assert [one.fault.code for one in far] == ["far"]
    assert far[0].fault.facts["km"] == pytest.approx(366, abs=5)


def test_an_arrondissement_is_in_its_city_and_overseas_without_position_is_no_fault():
    paris = {
        "code_insee": "75112",
        "code_postal": "75012",
        "latitude": "48.85",
        "longitude": "2.39",
    }
    assert faults(row(commune="Paris 12e", **paris)) == {}
    overseas = {"code_insee": "97608", "code_postal": "97600", "commune": "Sans-Position"}
    assert faults(row(**overseas, latitude="-12.8", longitude="45.2")) == {}


def test_an_identifier_is_used_once_and_a_missing_column_is_said_once():
    assert faults(row(), row())[3, "id", "twice"] == {}
    bare = {name: text for name, text in VALID.items() if name != "pivot"}
    report = check([bare | {"id": "a"}, bare | {"id": "b"}])
    assert [(one.line, one.name, one.fault.code) for one in report.findings] == [
        (0, "pivot", "column")]  # fmt: skip
    assert check([]).findings == ()


def test_an_unknown_version_is_refused():
    with pytest.raises(InclusionError, match=r"9\.9"):
        check([row()], "9.9")
    assert check([row()], "v1.0.2").errors == ()


@given(st.lists(st.dictionaries(st.sampled_from([*VALID]), st.text(max_size=30)), max_size=3))
def test_any_row_is_checked_without_crashing_and_every_fix_of_a_cell_is_accepted(rows):
    report = check(rows, communes=TOWNS, today=TODAY)
    assert len(report.places) == len(rows)
    for one in report.findings:
        assert finding_words(one)
        fixed = row() | one.fault.fix
        assert not [e for e in check([fixed]).errors if e.name in one.fault.fix and fixed[e.name]]


def test_a_score_has_its_parts_and_says_what_is_useful():
    place = place_of(row())
    full = quality(place, today=TODAY, hours_read=True)
    assert (full.score, full.is_usable, set(full.parts.values())) == (1.0, True, {1.0})
    later = quality(place, today=date(2027, 12, 1), hours_read=False)
    assert later.parts["freshness"] == pytest.approx(0.5, abs=0.01)
    assert later.score == pytest.approx((14 - 2 - 2 * (1 - later.parts["freshness"])) / 14)
    blank = quality(place_of({}), today=TODAY, hours_read=False)
    assert (blank.score, blank.is_usable) == (0.0, False)


def places(*rows):
    return [place_of(each) for each in rows]


def test_like_names_within_300_m_or_at_one_address_may_be_one():
    here = row()
    near = row(nom="MEDIATHEQUE des Arches", adresse="Place des arches", latitude="46.2065")
    moved = row(nom="Médiathèque Les Arches", latitude="", longitude="")
    other = row(nom="Mission locale")
    found = pairs(places(here, near, moved, other))
    assert [(one.first, one.second, one.same) for one in found] == [(0, 1, True), (0, 2, True)]
    assert found[0].km == pytest.approx(0.111, abs=0.001)
    assert found[1].km is None


def test_namesakes_5_km_apart_are_shown_and_never_the_same():
    far = row(adresse="2 rue Basse", latitude="46.2505")
    (pair,) = pairs(places(row(), far))
    assert (pair.same, round(pair.km)) == (False, 5)
    assert pairs(places(row(), row(adresse="2 rue Basse", latitude="46.4"))) == ()


def test_the_stops_of_an_itinerant_place_are_in_the_order_of_the_week():
    class Week:
        def __init__(self, text):
            self.spans = [(int(day), 540, 720) for day in text]

    bus = [
        row(itinerance="Itinérant", horaires="4"),
        row(),
        row(itinerance="Itinérant|Fixe", horaires="20"),
    ]
    found = stops(places(*bus), Week)
    assert found == [(0, 540, 720, 2), (2, 540, 720, 2), (4, 540, 720, 0)]


def test_pairs_are_those_of_a_comparison_of_all_with_all():
    spots = list(product((46.2, 46.202, 46.24), (5.2, 5.203)))
    rows = [row(nom="Espace numérique", adresse="", latitude=str(lat), longitude=str(lon))
            for lat, lon in spots]  # fmt: skip
    found = pairs(places(*rows))
    assert {(one.first, one.second) for one in found if one.same} == {
        (0, 1),
        (0, 2),
        (1, 3),
        (2, 3),
        (4, 5),
    }
    assert len(found) == 15
