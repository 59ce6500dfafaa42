"""The public page as a folder that a plain web host can serve: pages, data, documents, style."""

from __future__ import annotations

import io
import shutil
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path

from django.contrib.staticfiles import finders

from jalons.foundation.documents.codec import from_json
from jalons.foundation.documents.formats import written
from jalons.strategy.engine.catalogue import StrategyError
from jalons.strategy.engine.publication import PublicTerritory
from jalons.strategy.web.publication.files import data_file
from jalons.strategy.web.publication.models import PublicPage
from jalons.strategy.web.publication.pages import has_data, parts, render
from jalons.strategy.web.publication.places import DATA, FORMATS, PAGES, Folder
from jalons.strategy.web.publication.shown import territory
from jalons.strategy.web.statutory.models import StatutoryDocument

MARK = "diagnostic.json", "actus.atom"  # a folder that holds one of them was written by us
_EPOCH = (2026, 1, 1, 0, 0, 0)  # the same pages give the same archive
_PLACES = Folder()


def files(page: PublicPage, base: str = "") -> Iterator[tuple[str, bytes]]:
    """The name and the bytes of each file of the export, all in one folder."""
    shown = territory(page)
    for name in PAGES:
        for number in range(1, len(parts(shown, name)) + 1):
            yield _PLACES.page(name, number), render(shown, name, number, _PLACES).encode()
    for name in DATA:
        if has_data(shown, name):
            yield name, data_file(shown, name, _PLACES, base)
    yield from _documents(page, shown)
    for source, name in (("jalons.css", _PLACES.style), ("mark.svg", _PLACES.icon)):
        found = finders.find(f"design/{source}")
        assert found  # noqa: S101  (it is ours)
        yield name, Path(found).read_bytes()


def _documents(page: PublicPage, shown: PublicTerritory) -> Iterator[tuple[str, bytes]]:
    kept = StatutoryDocument.objects.of(page.authority).in_bulk(
        [each.id for each in shown.documents]
    )
    by_id = {str(pk): row for pk, row in kept.items()}
    for each in shown.documents:
        tree = from_json(by_id[each.id].frozen or {})
        for kind in FORMATS:
            yield _PLACES.document(each.id, each.file, kind), written(tree, kind)


def write(
    page: PublicPage, out: Path, *, base: str = "", step: Callable[[], object] = lambda: None
) -> int:
    """Write the export to a folder, or to a file whose name ends in ``.zip``; how many files.

    The folder is written beside and put in place whole. Raises ``StrategyError``:
    ``page_closed``, ``export_not_empty``.
    """
    if not page.is_open:
        raise StrategyError("page_closed", authority=page.authority.name)
    if out.suffix.casefold() == ".zip":
        content, count = archive(page, base=base, step=step)
        out.parent.mkdir(parents=True, exist_ok=True)
        out.write_bytes(content)
        return count
    if out.is_dir() and any(out.iterdir()) and not any((out / each).exists() for each in MARK):
        raise StrategyError("export_not_empty", out=str(out))
    fresh = out.with_name(f".{out.name}.new")
    shutil.rmtree(fresh, ignore_errors=True)
    fresh.mkdir(parents=True)
    count = 0
    for name, content in files(page, base):
        (fresh / name).write_bytes(content)
        count += 1
        step()
    shutil.rmtree(out, ignore_errors=True)
    fresh.rename(out)
    return count


def archive(
    page: PublicPage, *, base: str = "", step: Callable[[], object] = lambda: None
) -> tuple[bytes, int]:
    """The bytes of a ZIP file with the export, and how many files it holds."""
    stream, count = io.BytesIO(), 0
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, content in files(page, base):
            entry = zipfile.ZipInfo(name, date_time=_EPOCH)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.external_attr = 0o644 << 16
            packed.writestr(entry, content)
            count += 1
            step()
    return stream.getvalue(), count
