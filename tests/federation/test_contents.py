"""What is in a shared file: sound, or refused for a reason that has words."""

import io
import zipfile
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jalons.federation.engine.contents import SharedKind, fault
from jalons.federation.engine.sharing import (
    Credit,
    SharingTerritory,
    WorkDescription,
    as_signed,
    described,
    head,
    is_path,
)
from jalons.federation.store.rules import kind_label, kinds
from jalons.federation.words.sentences import say

A, B = "a" * 64, "b" * 64
DIAGNOSTIC = """{"referential": "jalons", "version": "2", "made_on": "2026-03-01",
"themes": [{"id": "t1", "score": 61}]}"""


def reason_of(kind, path, content):
    found = fault(kinds()[kind], path, content)
    assert not found or say(f"reason.{found}", "en")
    return found


@pytest.mark.parametrize(
    ("kind", "path", "content", "reason"),
    [
        ("action", "a.json", '{"title":"Prêt de PC","description":"Oui","cost_eur":1200.5}', ""),
        ("action", "a.json", '{"title":"Prêt de PC"}', "file_schema"),
        ("action", "a.json", '{"title":"x","description":"y","cost_eur":1e999}', "file_unreadable"),
        ("action", "a.json", '{"title":"x","description":"y","cost_eur":9e300}', "file_number"),
        ("action", "a.json", '{"title":"x","description":"y","cost_eur":NaN}', "file_unreadable"),
        ("action", "a.json", '{"title":"x\u202efdp.exe","description":"y"}', "file_hides"),
        ("action", "a.json", '{"title":"x","description":"y","links":["javascript:1"]}',
         "file_schema"),
        ("action", "a.json", "[" * 100_000, "file_unreadable"),
        ("action", "a.exe", "MZ", "file_ending"),
        ("action", "a.json", " " * 600_000, "file_size"),
        ("indicators", "i.csv", "commune;valeur\n49007;-12,5\n35001;+3\n", ""),
        ("indicators", "i.csv", 'commune;valeur\n49007;"=HYPERLINK(""http://x"")"\n',
         "file_formula"),
        ("indicators", "i.csv", "commune;valeur\n49007;-\n35001;- en cours\n", ""),
        ("indicators", "i.csv", "commune;valeur\n49007;-2+cmd|'/c calc'!A1\n", "file_formula"),
        ("indicators", "i.csv", "commune;valeur\n49007\n", "file_table"),
        ("indicators", "i.csv", "commune;valeur\n49007;\x00\n", "file_hides"),
        ("feed", "f.xml", '<feed xmlns="http://www.w3.org/2005/Atom"><title>A</title></feed>', ""),
        ("feed", "f.xml", "<rss/>", "file_schema"),
        ("feed", "f.xml", '<!DOCTYPE x [<!ENTITY a "b">]><feed/>', "file_entities"),
        ("feed", "f.xml", "<feed", "file_unreadable"),
        ("charter", "c.md", "Copié\u200b d’un so\u00adbre \U0001f469\u200d\U0001f4bb\n", ""),
        ("charter", "c.md", "Prix\u2066 : 10 €\n", "file_hides"),
        ("charter", "c.md", "# Charte\n\nSobriété d’abord.\n", ""),
        ("offer", "o.json", '{"title":"20 écrans","subject":"equipment","quantity":20}', ""),
        ("offer", "o.json", '{"title":"20 écrans","subject":"gift"}', "file_schema"),
        ("diagnostic", "d.json", DIAGNOSTIC, ""),
        ("diagnostic", "d.json", DIAGNOSTIC.replace("61", "161"), "file_schema"),
    ],
)  # fmt: skip
def test_a_file_is_what_its_kind_says_or_is_refused(kind, path, content, reason):
    assert reason_of(kind, path, content.encode()) == reason


def test_a_zip_that_is_no_signed_parcel_is_refused():
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        archive.writestr("setup.py", "import os")
    assert reason_of("ai_bundle", "b.zip", made.getvalue()) == "file_parcel"
    assert reason_of("ai_bundle", "b.zip", b"PK\x03\x04half") == "file_unreadable"


@given(st.sampled_from(sorted(kinds())), st.binary(max_size=200), st.data())
def test_any_bytes_are_judged_without_accident(kind, content, data):
    ending = data.draw(st.sampled_from(kinds()[kind].endings))
    reason_of(kind, f"a{ending}", content)


def test_every_kind_has_a_name_in_both_languages_and_a_size():
    for name, kind in kinds().items():
        assert isinstance(kind, SharedKind)
        assert kind_label(name, "fr") != name
        assert kind_label(name, "en") != name
        assert 0 < kind.most_bytes <= 20_000_000


def description(**more):
    values = {"kind": "action", "title": "A", "language": "fr", "made_on": date(2026, 3, 1),
              "licence": "etalab-2.0", "uid": "a", "version": 2}  # fmt: skip
    return as_signed(WorkDescription(**values | more))


def test_what_is_signed_of_a_file_is_read_back_and_false_credits_are_refused():
    assert described(description()).origin(A) == A
    relayed = described(description(provenance=(Credit(B, "a", 2),)))
    assert (relayed.is_relayed, relayed.origin(A)) == (True, B)
    made_from = described(description(provenance=(Credit(B, "other", 7),)))
    assert (made_from.is_relayed, made_from.origin(A)) == (False, A)
    for wrong in (
        description(provenance=(Credit(B, "a", 3),)),
        description(provenance=(Credit(B, "a", 2), Credit(B, "a", 2))),
        description(provenance=(Credit("B", "a", 2),)),
        description(title="A\u200bB"), description(title=""), description(version=0),
        description(language="français"), {"kind": "action"}, None, [], "x",
    ):  # fmt: skip
        assert described(wrong) is None


def test_the_head_of_a_list_says_which_territory_or_what_is_wrong():
    good = as_signed(SharingTerritory("200066009", "Valmoré"))
    assert head(good) == SharingTerritory("200066009", "Valmoré")
    assert head(good | {"format": 2, "new": 1}) == "other_version"
    assert head(good | {"siren": "200066008"}) == "siren_invalid"
    assert head(good | {"siren": "x"}) == head(good | {"name": "\u202e"}) == "not_jalons"
    assert head(None) == "not_jalons"


def test_a_path_works_on_a_web_host_and_on_a_stick():
    assert is_path("action/été à l’école (1).json")
    for wrong in ("", "/a", "a/", "a//b", "../a", "a/..", "a/. /b", "a\\b", "a?b", "a%2e", "a:b",
                  "a\nb", " a", "a" * 201):  # fmt: skip
        assert not is_path(wrong), wrong


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("Écrire à <achats@ville.fr>, voir <https://exemple.fr>.", ""),
        ("Délai < 30 jours, si prix<seuil et x > 3.", ""),
        ("<IMG src=x onerror=alert(1)>", "file_markup"),
        ("<details open ontoggle=alert(1)>", "file_markup"),
        ("<a\nhref='x'>", "file_markup"),
        ("<svg/onload=alert(1)>", "file_markup"),
        ("fin </p>", "file_markup"),
        ("<script", "file_markup"),
        ("<a " + "=" * 150_000, ""),  # at once, whatever its signs
    ],
)
def test_a_text_of_words_has_no_mark_of_a_web_page(text, reason):
    assert fault(kinds()["clause"], "clause/a.md", text.encode()) == reason
