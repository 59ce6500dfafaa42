"""What a check of places says, in sentences."""

from collections.abc import Iterable, Mapping

from jalons.inclusion.engine.places.checks import Fault
from jalons.inclusion.engine.places.schema import schema
from jalons.inclusion.words.sentences import say
from jalons.wording import join_words


def label(name: str, lang: str = "fr") -> str:
    """What the column headed ``name`` is called."""
    return str(getattr(schema().fields[name], lang))


def labels(names: Iterable[str], lang: str = "fr") -> str:
    """Several of them, in one text."""
    return join_words([label(name, lang) for name in names], lang)


def fault_words(name: str, text: str, fault: Fault, lang: str = "fr") -> str:
    """What is wrong with a cell, in one sentence."""
    facts = dict(fault.facts) | {"fields": labels(fault.facts.get("fields", ()), lang)}
    return say(
        f"places.faults.{fault.code}", lang, field=label(name, lang), text=text[:80], **facts
    )


def fix_words(name: str, fix: Mapping[str, str], lang: str = "fr") -> str:
    """The value proposed instead, empty when a person only knows."""
    if not any(fix.values()):
        return say("places.empty", lang) if fix else ""
    texts = [value if key == name else f"{label(key, lang)} {value}" for key, value in fix.items()]
    return say("places.fix", lang, text=", ".join(texts))
