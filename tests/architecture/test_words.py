"""The words of the screens hold together."""

from collections import defaultdict

from babel.messages.pofile import read_po

from architecture.source import PACKAGE


def test_one_english_string_has_one_french_text_in_the_whole_product():
    """Django merges the catalogues of all apps: two texts would depend on the order of apps."""
    texts = defaultdict(set)
    for path in PACKAGE.rglob("django.po"):
        with path.open("rb") as stream:
            for message in read_po(stream, locale="fr"):
                if message.id:
                    source = message.id if isinstance(message.id, str) else message.id[0]
                    texts[message.context, source].add(str(message.string))
    assert {source: found for source, found in texts.items() if len(found) > 1} == {}
