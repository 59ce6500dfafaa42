"""Every sentence of the room with one and with several, and without a sample to quote."""

import re
import string
import tomllib
from datetime import date
from importlib import resources

import pytest

from jalons.kernel import Messages
from jalons.kernel.errors import is_one

MESSAGES = Messages.of("jalons.footprint")
ENTRIES = tomllib.loads(
    (resources.files("jalons.footprint") / "data" / "messages.toml").read_text("utf-8")
)
QUOTED = frozenset({"samples", "shown", "type"})  # what a reader may have nothing of
SPACE = "[ \u00a0\u202f]"
# « 1 mois », « 1 PUE »: words that end so when there is one.
ALIKE = frozenset(
    {"fois", "mois", "dans", "des", "sans", "plus", "vers", "après", "is", "was", "has", "its"}
    | {"holds", "takes", "does", "less", "redirects"}
)
AFTER = re.compile(rf"(?<![\d.,–\u202f])1{SPACE}(?:[A-Z-]+{SPACE})?([a-zéèêç]{{3,}}[sx])\b")


def keys(node=ENTRIES, path=()):
    if isinstance(node.get("fr"), str):
        yield ".".join(path)
    for name, inner in node.items():
        if isinstance(inner, dict):
            yield from keys(inner, (*path, name))


def fields(key, lang):
    node = ENTRIES
    for part in key.split("."):
        node = node[part]
    text = node.get(lang) or node["fr"]
    found = [(name, spec) for _, name, spec, _ in string.Formatter().parse(text) if name]
    return dict(sorted(found, key=lambda each: "|" not in each[1]))  # a format over an agreement


def one_of(spec):
    """One, as the format of a field takes it: a day, a number, or the number in words."""
    if "%" in spec:
        return date(2026, 1, 1)
    return 1.0 if spec.endswith(("f", "g")) else "1"


EVERY = sorted(keys())


@pytest.mark.parametrize("lang", ["fr", "en"])
@pytest.mark.parametrize("key", EVERY)
def test_one_thing_is_never_many(key, lang):
    values = {name: one_of(spec) for name, spec in fields(key, lang).items()}
    text = MESSAGES.text(key, lang, **values)
    assert {word for word in AFTER.findall(text) if word not in ALIKE} == set()


@pytest.mark.parametrize("lang", ["fr", "en"])
@pytest.mark.parametrize("key", [key for key in EVERY if QUOTED & fields(key, "fr").keys()])
def test_nothing_to_quote_leaves_no_empty_quotes(key, lang):
    values = {name: "" if name in QUOTED else "2" for name in fields(key, lang)}
    text = MESSAGES.text(key, lang, **values)
    assert not re.search(rf"«{SPACE}*»|“{SPACE}*”|\({SPACE}*\)|:{SPACE}*\.|{SPACE},", text)


@pytest.mark.parametrize(
    ("key", "rows", "begins"),
    [
        ("rows_split", "1", "1 ligne cite plusieurs"),
        ("rows_split", "2", "2 lignes citent plusieurs"),
        ("dates_unreadable", "1", "1 cellule devrait"),
        ("assumed_home", "1", "1 appareil sans pays est compté"),
        ("assumed_home", "1\u202f323", "1 323 appareils sans pays sont comptés"),
        ("shared_purchase_date", "26", "26 lignes sur 26 ont"),
    ],
)
def test_the_sentences_people_met(key, rows, begins):
    values = dict.fromkeys(fields(key, "fr"), rows) | {"type": "", "all": "26"}
    assert MESSAGES.text(key, "fr", **values).replace("\u202f", " ").startswith(begins)


@pytest.mark.parametrize(
    ("value", "lang", "one"),
    [
        (0, "fr", True), (1, "fr", True), ("1,5", "fr", True), (2, "fr", False),
        ("1\u202f323", "fr", False), (0, "en", False), ("1", "en", True), ("1.5", "en", False),
        ("1,323", "en", False), ("–", "fr", False),
    ],
)  # fmt: skip
def test_french_and_english_count_in_their_own_way(value, lang, one):
    assert is_one(value, lang) is one
