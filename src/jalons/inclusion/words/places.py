"""What a check of places says, in sentences."""

from jalons.inclusion.engine.places.checks import Finding
from jalons.inclusion.engine.places.schema import schema
from jalons.inclusion.words.sentences import say
from jalons.wording import join_words


def label(name: str, lang: str = "fr") -> str:
    """What the column headed ``name`` is called."""
    return str(getattr(schema()[name], lang))


def finding_words(found: Finding, lang: str = "fr") -> str:
    """What is wrong with a cell, then the value proposed if one is."""
    (code, fix, facts), name = found.fault, found.name
    fields = join_words([label(field, lang) for field in facts.get("fields", ())], lang)
    values = {**facts, "fields": fields, "field": label(name, lang), "text": found.text[:80]}
    texts = [text if key == name else f"{label(key, lang)} {text}" for key, text in fix.items()]
    key = "places.fix" if any(fix.values()) else "places.empty"
    proposed = say(key, lang, text=", ".join(texts)) if fix else ""
    return f"{say(f'places.faults.{code}', lang, **values)} {proposed}".rstrip()
