"""What a check found and what to do, in sentences."""

from __future__ import annotations

from jalons.catalogue.engine.checks.fixes import Fix
from jalons.catalogue.words.sentences import say
from jalons.kernel.tables import package_table
from jalons.tabular.schemas import Field

_SHOWN = 8
_KINDS = {"integer", "number", "boolean", "date", "year", "datetime", "geopoint", "array"}


def error_words(code: str, field: Field | None, lang: str) -> tuple[str, str]:
    """What is wrong, and what to do."""
    about = field or Field("")
    key = f"check.error.{code}"
    if code == "type":
        known = about.type if about.type in _KINDS else "text"
        key = f"check.type.{about.format if about.format in {'email', 'uri', 'uuid'} else known}"
    rules = about.constraints
    values = [str(each) for each in rules.enum or ()]
    facts = {
        "values": " · ".join([*values[:_SHOWN], *(["…"] * (len(values) > _SHOWN))]),
        "form": _form(rules.pattern or "", lang), "least": rules.minimum, "most": rules.maximum,
        "shortest": rules.min_length, "longest": rules.max_length,
        "true": (about.true_values or ("",))[0], "false": (about.false_values or ("",))[0],
    }  # fmt: skip
    return say(key, lang, **facts), say(f"{key}.hint", lang, **facts)


def _form(pattern: str, lang: str) -> str:
    forms = package_table("jalons.catalogue", "checks")["forms"]
    name = next((each for each, known in forms.items() if known.strip("^$") == pattern.strip("^$")),
                "phone" if pattern.startswith(r"^(\+33") else "other")  # fmt: skip
    return say(f"check.form.{name}", lang)


def fix_words(fix: Fix, lang: str) -> str:
    """What a fix does, or why it is not proposed."""
    before = fix.samples[0][0] if fix.samples else ""
    key = f"check.{'fix' if fix.certain else 'doubt'}.{fix.code}"
    return say(key, lang, cells=fix.cells, before=before)


def shown(text: str) -> str:
    """A text short enough to be shown; an empty one is a dash."""
    return f"{text[:60]}…" if len(text) > 60 else text or "–"
