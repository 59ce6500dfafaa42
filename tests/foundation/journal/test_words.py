"""The journal speaks of objects, fields and values in words, and its file says them as written."""

import json

import pytest
from django.urls import reverse

from jalons.foundation.journal.actions import record
from jalons.foundation.journal.models import Entry
from jalons.foundation.journal.words import declared, value_words, words_for
from plain_words import found_in_page, words_of
from samples import SAMPLES

pytestmark = pytest.mark.django_db

CHANGING = ("twin_sheet", "twin_dashboard", "twin_case", "twin_whatif", "twin_source",
            "twin_heat_edit", "twin_alert_rule", "twin_snapshot")  # fmt: skip


def change_a_sheet(authority):
    record(
        request_user=None,
        authority=authority,
        verb="changed",
        urn="urn:jalons:twin_sheet:a1",
        label="Capteurs",
        before={"legal_basis": "not_personal", "retention_days": 9},
        after={
            "legal_basis": "consent",
            "retention_days": 90,
            "hidden": [],
            "audience": "internal",
        },
    )


def test_what_people_change_is_said_with_no_id_and_no_code(authority, lead):
    for name in CHANGING:
        SAMPLES[name](authority)
    change_a_sheet(authority)
    kinds = {entry.urn.split(":")[2] for entry in Entry.objects.of(authority)}
    assert len(kinds) > 5
    assert kinds <= declared()
    text = words_of(lead.get(reverse("journal", args=[authority.slug])).content.decode())
    assert found_in_page(text) == []
    for raw in ("legal_basis", "not_personal", "retention_days", "twin_case", "internal"):
        assert raw not in text
    assert "Base légale" in text
    assert "cas d’usage" in text


def test_the_file_of_the_journal_says_names_and_codes_as_written(authority, lead):
    change_a_sheet(authority)
    answer = lead.get(reverse("journal_export", args=[authority.slug]))
    content = b"".join(answer.streaming_content).decode()
    assert "urn:jalons:twin_sheet:" in content
    assert "legal_basis" in content


def test_the_lines_of_one_object_are_asked_by_its_name_not_its_urn(authority, lead):
    SAMPLES["twin_case"](authority)
    urn = Entry.objects.of(authority).filter(urn__contains="twin_case").first().urn
    page = lead.get(reverse("journal", args=[authority.slug]), {"about": urn}).content.decode()
    assert 'value="Sample" readonly' in page
    assert "urn:" not in words_of(page)


@pytest.mark.parametrize(
    ("value", "said"),
    [
        (None, "∅"),
        ([], "∅"),
        (False, "non"),
        (0, "0"),
        (0.3351851, "0,335"),
        (["a", "b"], "a, b"),
        ([["2027-12-31", 30.5], ["2028-12-31", 31]], "31 décembre 2027 30,5, 31 décembre 2028 31"),
        ([{"kind": "dim"}], "1 élément"),
        ({"a": {"b": 1}, "c": 2}, "2 éléments"),
        ({"type": "Point", "coordinates": [4, 49]}, "un lieu"),
        ("plain", "plain"),
        ("2026-03-01", "1er mars 2026"),
        ("2026-03-01T10:00:00+00:00", "1er mars 2026, 11:00"),
        ("2026-03-01T10:00", "2026-03-01T10:00"),
        ("2026-02-31", "2026-02-31"),
    ],
)
def test_a_value_is_said_short_whatever_it_is_made_of(value, said):
    assert value_words(words_for("urn:jalons:nothing:1"), json.loads(json.dumps(value))) == said


def test_an_object_nobody_described_is_an_object():
    assert str(words_for("urn:jalons:nothing:1").title) == "objet"
    assert str(words_for("not a name").title) == "objet"
