"""What a check of places says, in sentences."""

import re

from jalons.inclusion.engine.places.checks import Finding
from jalons.inclusion.engine.places.schema import schema
from jalons.inclusion.words.sentences import say
from jalons.wording import NO_BREAK, join_words

_FRENCH = re.compile(r"(?:\+|00)(?:33|262|590|594|596)0?(\d{9})")


def label(name: str, lang: str = "fr") -> str:
    """What the column headed ``name`` is called."""
    return str(getattr(schema()[name], lang))


def phone_words(number: str) -> str:
    """A French number as people dial it; any other one as it is written.

    The plan of +33, and of +262, +590, +594 and +596, dials 0 and nine figures.
    """
    found = _FRENCH.fullmatch(re.sub(r"[\s.-]", "", number))
    if found is None:
        return number
    dialled = f"0{found[1]}"
    return NO_BREAK.join(dialled[at : at + 2] for at in range(0, 10, 2))


def finding_words(found: Finding, lang: str = "fr") -> str:
    """What is wrong with a cell, then the value proposed if one is."""
    (code, fix, facts), name = found.fault, found.name
    fields = join_words([label(field, lang) for field in facts.get("fields", ())], lang)
    values = {**facts, "fields": fields, "field": label(name, lang), "text": found.text[:80]}
    texts = [text if key == name else f"{label(key, lang)} {text}" for key, text in fix.items()]
    key = "places.fix" if any(fix.values()) else "places.empty"
    proposed = say(key, lang, text=", ".join(texts)) if fix else ""
    return f"{say(f'places.faults.{code}', lang, **values)} {proposed}".rstrip()
