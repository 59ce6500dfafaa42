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
from jalons.foundation.publishing.addresses import FEED, FORMATS, Folder
from jalons.foundation.publishing.errors import PublishingError
from jalons.foundation.publishing.models import PublicPage
from jalons.foundation.publishing.output.files import data_file, data_names
from jalons.foundation.publishing.output.pages import parts, render, titles
from jalons.foundation.publishing.output.public_snapshot import territory

_EPOCH = (2026, 1, 1, 0, 0, 0)  # the same pages give the same archive
_ADDRESSES = Folder("")


def refuse_closed(page: PublicPage) -> None:
    """Raise ``PublishingError`` (``page_closed``) unless the page is open."""
    if not page.is_open:
        raise PublishingError("page_closed", authority=page.authority.name)


def files(page: PublicPage, base: str = "") -> Iterator[tuple[str, bytes]]:
    """The name and the bytes of each file of the export, all in one folder."""
    snapshot = territory(page)
    for name in titles():
        for number in range(1, len(parts(snapshot, name)) + 1):
            yield _ADDRESSES.page(name, number), render(snapshot, name, number, _ADDRESSES).encode()
    for name in data_names(snapshot):
        yield name, data_file(snapshot, name, _ADDRESSES, base)
    for shelf, item in snapshot.items():
        if shelf.tree:
            tree = from_json(shelf.tree(page.authority, item.urn.id))
            for kind in FORMATS:
                yield _ADDRESSES.document(item.urn.id, item.value.file, kind), written(tree, kind)
    for source, name in (("jalons.css", _ADDRESSES.style), ("mark.svg", _ADDRESSES.icon)):
        found = finders.find(f"design/{source}")
        assert found  # noqa: S101  (it is ours)
        yield name, Path(found).read_bytes()


def write(
    page: PublicPage, out: Path, *, base: str = "", step: Callable[[], object] = lambda: None
) -> int:
    """Write the export to a folder, or to a file whose name ends in ``.zip``; how many files.

    The folder is written beside and put in place whole. Raises ``PublishingError``:
    ``page_closed``, ``export_not_empty``.
    """
    refuse_closed(page)
    if out.suffix.casefold() == ".zip":
        content, count = archive(page, base=base, step=step)
        out.parent.mkdir(parents=True, exist_ok=True)
        out.write_bytes(content)
        return count
    if out.is_dir() and any(out.iterdir()) and not (out / FEED).exists():  # not written here
        raise PublishingError("export_not_empty", out=str(out))
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
    """The bytes of a ZIP file with the export, and how many files it has."""
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
