"""The archive of open data of a consultation: JSON, CSV, their schema and what they mean."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Mapping
from importlib import resources
from typing import Any

from jalons.participation.engine.exchange.exporting import tables_of
from jalons.tabular.files.writing import csv_file

_DAY = (1980, 1, 1, 0, 0, 0)  # the same document gives the same bytes
_BESIDE = {"schema.json": "participation_export.schema.json",
           "LISEZMOI.md": "participation_export.fr.md",
           "README.md": "participation_export.en.md"}  # fmt: skip


def archive_of(document: Mapping[str, Any]) -> bytes:
    """The ZIP of a document of ``engine.exchange.exporting``."""
    files = {"consultation.json": json.dumps(document, ensure_ascii=False, indent=1).encode()}
    files |= {name: csv_file(rows) for name, rows in tables_of(document).items()}
    data = resources.files("jalons.participation") / "data"
    files |= {name: (data / source).read_bytes() for name, source in _BESIDE.items()}
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, content in files.items():
            archive.writestr(zipfile.ZipInfo(name, _DAY), content, zipfile.ZIP_DEFLATED)
    return out.getvalue()
