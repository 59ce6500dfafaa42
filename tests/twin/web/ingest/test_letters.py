"""What was refused is read in words, mended, replayed or thrown away with a reason."""

from __future__ import annotations

import ast
import json
import re
import tomllib
from importlib import resources
from pathlib import Path
from typing import Any

import pytest
from django.utils import translation

import jalons.broker
from factories.authorities import make_authority
from jalons.broker.engine.ingest.reading import quoted, refused
from jalons.foundation.accounts.models import Role
from jalons.foundation.journal.models import Entry
from jalons.twin.web.ingest import refusal_words
from jalons.twin.web.ingest.dead_letters.actions import dead_letters
from twin.web.ingest.test_sources import ENTITY, KEY, made, message, push, token
from twin.web.ingest.towns import Town, words

pytestmark = pytest.mark.django_db(transaction=True)


def refuse(town: Town, *values: Any) -> list[Any]:
    """Letters of messages refused, one a value."""
    made(town)
    secret = token(town)
    for value in values:
        assert push(secret, message(co2=value)).json()["refused"] == 1
    return dead_letters(town.authority).every()


def test_the_home_of_the_twin_says_in_one_sentence_that_messages_wait(town: Town) -> None:
    refuse(town, "beaucoup")
    assert "Un message a été refusé et attend d’être réparé" in town.page("twin_home")
    page = town.page("twin_letters", role=Role.READER)
    assert "co2 : « beaucoup » n’est pas un nombre" in page
    assert "n’écrivez que des chiffres" in page


def test_a_message_mended_is_tried_then_replayed_and_leaves_the_list(town: Town) -> None:
    (letter,) = refuse(town, "beaucoup")
    assert '"co2": "beaucoup"' in words(town.get("twin_letter", letter.key)).replace("&quot;", '"')
    mended = letter.text.replace('"beaucoup"', "712")
    tried = words(town.post("twin_letter_mend", letter.key, text=mended, do="try"))
    assert "co2 : 712" in tried
    assert town.entity(ENTITY, "IndoorEnvironmentObserved") is None
    assert town.post("twin_letter_mend", letter.key, text=mended, do="replay").status_code == 302
    assert town.entity(ENTITY, "IndoorEnvironmentObserved") is not None
    assert dead_letters(town.authority).every() == []
    verbs = list(Entry.objects.of(town.authority).order_by("id").values_list("verb", flat=True))
    assert verbs[-2:] == ["changed", "imported"]


def test_a_message_still_wrong_stays_with_its_new_reason(town: Town) -> None:
    (letter,) = refuse(town, "beaucoup")
    mended = letter.text.replace('"beaucoup"', '"trop"')
    town.post("twin_letter_mend", letter.key, text=mended, do="replay")
    (again,) = dead_letters(town.authority).every()
    assert "trop" in again.reason
    page = words(town.post("twin_letter_mend", letter.key, text="{pas", do="replay"), status=422)
    assert "Ce n’est pas du JSON" in page
    assert "{pas" in page


def test_all_are_replayed_after_a_preview_once_the_source_is_mended(town: Town) -> None:
    from twin.web.ingest.test_sources import typed

    refuse(town, "vu", "revu")
    preview = town.page("twin_letters_replay")
    assert "Des 2 messages qui attendent, 0 relevés seraient écrits" in preview
    fields = typed(town)
    kind = next(n for n, v in fields.items() if n.startswith("attribute-") and v == "co2")
    fields |= {kind.replace("attribute", "kind"): "text", "do": "save"}
    assert town.post("twin_source_edit", KEY, **fields).status_code == 302
    assert "2 relevés seraient écrits" in town.page("twin_letters_replay")
    assert town.entity(ENTITY, "IndoorEnvironmentObserved") is None
    town.post("twin_letters_replay")
    assert dead_letters(town.authority).every() == []


def test_a_message_is_thrown_away_with_a_reason_the_journal_keeps(town: Town) -> None:
    first, _second = refuse(town, "un", "deux")
    town.post("twin_letter_discard", first.key, reason="")
    assert len(dead_letters(town.authority).every()) == 2
    town.post("twin_letter_discard", first.key, reason="capteur d’essai")
    assert [each.key for each in dead_letters(town.authority).every()] != [first.key]
    assert len(dead_letters(town.authority).every()) == 1
    line = Entry.objects.of(town.authority).get(verb="deleted")
    assert line.after["reason"] == "capteur d’essai"


def test_a_reader_reads_and_mends_nothing(town: Town) -> None:
    (letter,) = refuse(town, "beaucoup")
    assert town.get("twin_letter", letter.key, role=Role.READER).status_code == 200
    for name in ("twin_letter_mend", "twin_letter_discard"):
        assert town.post(name, letter.key, role=Role.READER).status_code == 403
    assert town.post("twin_letters_replay", role=Role.READER).status_code == 403
    other = Town(make_authority("fougeres", "Fougères"))
    assert other.get("twin_letter", letter.key).status_code == 404


def test_a_message_of_a_source_that_is_gone_is_told_so(town: Town) -> None:
    (letter,) = refuse(town, "beaucoup")
    town.post("twin_source_delete", KEY)
    tried = words(town.post("twin_letter_mend", letter.key, text=letter.text, do="try"))
    assert "n’est pas connue ici" in tried
    town.post("twin_letter_mend", letter.key, text=letter.text, do="replay")
    assert len(dead_letters(town.authority).every()) == 1


def template(node: ast.expr) -> str | None:
    """A text of the code, {} for what varies; None for what is no text."""
    if isinstance(node, ast.Constant):
        return node.value if isinstance(node.value, str) else None
    if isinstance(node, ast.JoinedStr):
        parts = [v.value if isinstance(v, ast.Constant) else "{}" for v in node.values]
        return "".join(str(part) for part in parts)
    return None


def test_every_refusal_of_the_ways_in_has_its_french() -> None:
    folder = Path(jalons.broker.__file__).parent
    told: set[tuple[str, str]] = set()
    for path in [*folder.glob("engine/ingest/**/*.py"), *folder.glob("server/ingest/**/*.py")]:
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Name):
                continue
            if node.func.id == "refused" and (what := template(node.args[0])):
                told.add(("what", what))
            told |= {
                ("mend", mend)
                for keyword in node.keywords
                if node.func.id == "refused" and keyword.arg == "hint"
                and (mend := template(keyword.value))
            }  # fmt: skip
    table = tomllib.loads(
        (resources.files("jalons.twin") / "data" / "refusals.toml").read_text("utf-8")
    )
    assert len(told) > 100
    assert sorted(told - {(part, text) for part in table for text in table[part]}) == []
    for part in table.values():
        for english, french in part.items():
            assert french.count("{}") <= english.count("{}"), english
            assert not re.search("[ \u00a0][;:?!»]|«[ \u00a0]", french), french


def test_a_refusal_is_said_in_the_language_of_the_reader() -> None:
    problem = refused(f"{quoted('5 %')} is not a number", where="Taux", hint="write {} 100 %")
    with translation.override("fr"):
        assert refusal_words.refusal_of(problem).what == "«\u202f5 %\u202f» n’est pas un nombre"
    with translation.override("en"):
        assert refusal_words.sentence(problem).startswith("Taux")
        assert "'5 %' is not a number" in refusal_words.sentence(problem)


def test_a_text_is_pretty_and_harmless_on_its_page(town: Town) -> None:
    (letter,) = refuse(town, "<script>alert(1)</script>")
    page = town.page("twin_letter", letter.key, role=Role.READER)
    assert "<script>alert" not in page
    assert json.loads(letter.text)["object"]["co2"].startswith("<script>")
