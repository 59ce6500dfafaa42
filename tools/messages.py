"""Extract the words of each Django app into its French catalogue, and compile it.

``python tools/messages.py [APP_FOLDER ...] [--check]``: without a folder, every app that has
translatable words. ``--check`` writes nothing and fails when a string has no French, is fuzzy, or
when a compiled catalogue is out of date. Needs Babel only (no gettext binary).
"""

from __future__ import annotations

import argparse
import io
import re
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from babel.messages import Catalog
from babel.messages.extract import extract
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from django.conf import settings
from django.utils.translation.template import templatize

SOURCE = Path(__file__).parents[1] / "src" / "jalons"
LANGUAGES = ("fr",)
KEYWORDS: dict[str, tuple[int | tuple[int, str], ...] | None] = {
    "_": None,
    "N_": None,
    "gettext": None,
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
    "npgettext_lazy": ((1, "c"), 2, 3),
}
EPOCH = datetime(2026, 1, 1, tzinfo=UTC)


def apps() -> list[Path]:
    """Folders of Django apps: those with an ``apps.py``."""
    return sorted(path.parent for path in SOURCE.rglob("apps.py"))


def words(app: Path) -> Iterator[tuple[object, str | None, str]]:
    """Every translatable message of an app: its message, context and file."""
    nested = [other for other in apps() if other != app and other.is_relative_to(app)]
    declared = [app.parent / "room.py"] if (app.parent / "room.py").exists() else []
    files = [*app.rglob("*.py"), *app.rglob("*.html"), *app.rglob("*.txt")]
    for path in [*declared, *sorted(files)]:
        if "migrations" in path.parts or any(path.is_relative_to(other) for other in nested):
            continue
        text = path.read_text(encoding="utf-8")
        if path.suffix != ".py":
            text = templatize(text, origin=str(path))
        for _, message, _, context in extract("python", io.BytesIO(text.encode()), KEYWORDS):
            yield message, context, path.relative_to(SOURCE).as_posix()


def merged(app: Path, language: str) -> Catalog:
    """The catalogue of an app: what its code says today, with the translations already written."""
    template = Catalog(charset="utf-8", creation_date=EPOCH)
    for message, context, file in words(app):
        template.add(message, context=context, locations=[(file, 0)])
    path = catalogue(app, language)
    if path.exists():
        with path.open("rb") as stream:
            existing = read_po(stream, locale=language)
    else:
        existing = Catalog(locale=language)
    existing.update(template, no_fuzzy_matching=True)
    existing.obsolete.clear()
    for message in existing:
        if language == "fr" and message.string:
            message.string = typeset(message.string)
    existing.header_comment, existing.fuzzy = "", False
    existing.creation_date = existing.revision_date = EPOCH
    existing.project, existing.version = "jalons", "0"
    return existing


def typeset(text: str | tuple[str, ...]) -> str | tuple[str, ...]:
    """A French text with a narrow no-break space before its high signs and inside its quotes."""
    if not isinstance(text, str):
        return tuple(str(typeset(each)) for each in text)
    return re.sub(r"«[ \u00a0]", "«\u202f", re.sub(r"[ \u00a0]([;:?!»])", "\u202f\\1", text))


def catalogue(app: Path, language: str) -> Path:
    """Where the words of an app are translated."""
    return app / "locale" / language / "LC_MESSAGES" / "django.po"


def rendered(catalog: Catalog) -> tuple[bytes, bytes]:
    """The catalogue as .po and .mo bytes."""
    po, mo = io.BytesIO(), io.BytesIO()
    write_po(po, catalog, width=100, sort_output=True, include_lineno=False)
    write_mo(mo, catalog)
    return po.getvalue(), mo.getvalue()


def problems(app: Path, language: str) -> list[str]:
    """What is missing in the catalogue of an app, as sentences."""
    catalog = merged(app, language)
    path = catalogue(app, language)
    if not any(message.id for message in catalog):
        return []
    found = [
        f"{path.relative_to(SOURCE)}: no French for {message.id!r}"
        for message in catalog
        if message.id
        and (
            not message.string
            or (isinstance(message.string, tuple) and not all(message.string))
            or message.fuzzy
        )
    ]
    on_disk = path.with_suffix(".mo").read_bytes() if path.with_suffix(".mo").exists() else b""
    if not found and on_disk != rendered(catalog)[1]:
        found.append(f"{path.relative_to(SOURCE)}: run tools/messages.py, its .mo is out of date")
    return found


def update(app: Path, language: str) -> None:
    """Write the catalogue of an app and its compiled form."""
    catalog = merged(app, language)
    if not any(message.id for message in catalog):
        return
    path = catalogue(app, language)
    path.parent.mkdir(parents=True, exist_ok=True)
    po, mo = rendered(catalog)
    path.write_bytes(po)
    path.with_suffix(".mo").write_bytes(mo)


def compiled(path: Path) -> bytes:
    """The .mo bytes of a catalogue written by hand (the command line's)."""
    with path.open("rb") as stream:
        catalog = read_po(stream)
    catalog.creation_date = catalog.revision_date = EPOCH
    return rendered(catalog)[1]


def main() -> int:
    """Update or check the catalogues named on the command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folders", nargs="*", type=Path)
    parser.add_argument("--check", action="store_true")
    options = parser.parse_args()
    settings.configure(USE_I18N=True)
    chosen = [folder.resolve() for folder in options.folders] or apps()
    found: list[str] = []
    for app in chosen:
        for language in LANGUAGES:
            if not options.check:
                update(app, language)
            found += problems(app, language)
    for path in SOURCE.rglob("messages.po"):
        binary = path.with_suffix(".mo")
        if not options.check:
            binary.write_bytes(compiled(path))
        elif not binary.exists() or binary.read_bytes() != compiled(path):
            found.append(f"{path.relative_to(SOURCE)}: run tools/messages.py")
    print("\n".join(found) or "Every string has its French.")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
