"""Zero takes the singular in French: no text puts a count before a plural that never changes.

``ngettext``, ``{% blocktranslate count %}`` and ``{count:mot|mots}`` agree with their number;
« réponses : 0 » needs none of them. ``KNOWN`` is only ever lowered: what it counts is never under
two today (a constant, or a text chosen by the count).
"""

import re
import tomllib

import pytest
from babel.messages.pofile import read_po

from architecture.source import PACKAGE
from jalons.kernel import Messages

BEFORE = re.compile(
    r"(?:%\((\w+)\)s|(?<![|:])\{(\w+)\})[ \u00a0\u202f]([a-zà-ÿœ’]+(?:s|aux|eux))(?![\w’|])"
)
# Words that end so in the singular too, and those that speak of something else.
ALIKE = re.compile(
    "fois|mois|sans|dans|des|les|plus|moins|après|depuis|vers|sous|puis|tous|toutes|ans|refus|tels|"
    "hors|pas|évités|livrés|économisés|dépensés|prévus|accordés|visés|vous|ms|écarts|d’a.+s"
)
# Bounds and sizes of a product that are never under two.
BOUNDS = re.compile(
    "most|least|limit|low|high|longest|shortest|smallest|total|all|over|wanted|threshold|around|"
    "population|fewer|every|ranked|draws|others|pairs"
)
AMONG = re.compile(r"\b(?:[Dd]es|[Ll]es|[Cc]es|[Ss]es|[Mm]oins de|[Pp]lus de)\W*$")
KNOWN = 43


def french_of(node, path=""):
    for key, value in node.items():
        if isinstance(value, dict):
            yield from french_of(value, f"{path}.{key}")
        elif key == "fr" and not path.endswith(".many") and isinstance(value, str):
            yield path, value


def texts():
    for path in PACKAGE.rglob("messages.toml"):
        for key, text in french_of(tomllib.loads(path.read_text(encoding="utf-8"))):
            yield f"{path.relative_to(PACKAGE)}{key}", text
    for path in PACKAGE.rglob("django.po"):
        with path.open("rb") as stream:
            for message in read_po(stream, locale="fr"):
                if isinstance(message.id, str) and message.id:
                    yield f"{path.relative_to(PACKAGE)}: {message.id}", message.string


def test_no_count_stands_before_a_plural_that_never_changes():
    found = [
        (place, match[0])
        for place, text in texts()
        for match in BEFORE.finditer(text)
        if not ALIKE.fullmatch(match[3])
        and not BOUNDS.fullmatch(match[1] or match[2])
        and not AMONG.search(text[: match.start()])
    ]
    assert len(found) <= KNOWN, found


def test_zero_and_one_are_singular_in_every_catalogue():
    for path in PACKAGE.rglob("django.po"):
        with path.open("rb") as stream:
            assert read_po(stream, locale="fr").plural_expr == "(n > 1)", path


@pytest.mark.parametrize("count", [0, 1, "0", "1,5", 0.4, "−1"])
def test_a_word_after_less_than_two_is_singular_in_a_sentence_of_data(count):
    one = Messages({"x": {"fr": "{count} {count:jour|jours}"}}).text("x", "fr", count=count)
    assert one == f"{count} jour"
