"""The secrets of journeys: typed once, encrypted in the data folder, outside base and backups.

They are for the journey they were typed for: whoever changes it, to send them elsewhere or not, has
them typed again by a lead.
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Mapping
from pathlib import Path
from uuid import UUID

import msgspec
from cryptography.fernet import Fernet, InvalidToken
from django.conf import settings

from jalons.webaudit.web.audits.models import WebAudit


class _Stored(msgspec.Struct):
    journey: str
    values: dict[str, str]


def store(audit: WebAudit, values: Mapping[str, str]) -> None:
    """Store the values of secrets beside those already there; an empty value changes nothing."""
    whole = read(audit) | {name: value for name, value in values.items() if value}
    path = _path(audit.pk)
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    path.touch(mode=0o600)
    path.write_bytes(_cipher().encrypt(msgspec.json.encode(_Stored(audit.journey, whole))))


def read(audit: WebAudit) -> dict[str, str]:
    """The secrets of an audit by name; none for another journey, or of another instance."""
    try:
        content = _cipher().decrypt(_path(audit.pk).read_bytes())
    except (FileNotFoundError, InvalidToken):
        return {}
    stored = msgspec.json.decode(content, type=_Stored)
    return stored.values if stored.journey == audit.journey else {}


def erase(audit: WebAudit) -> None:
    """Erase the secrets of an audit."""
    _path(audit.pk).unlink(missing_ok=True)


def erase_orphans() -> None:
    """Erase those of audits that are deleted."""
    paths = {path.name: path for path in _folder().glob("*") if path.is_file()}
    alive = WebAudit.unscoped.filter(pk__in=map(UUID, paths), deleted_at=None)
    for name in paths.keys() - {str(pk) for pk in alive.values_list("pk", flat=True)}:
        paths[name].unlink(missing_ok=True)


def _folder() -> Path:
    return Path(settings.DATA_DIR) / "secrets" / "journeys"


def _path(pk: object) -> Path:
    return _folder() / str(pk)


def _cipher() -> Fernet:
    key = hashlib.sha256(b"jalons.webaudit.journeys" + settings.SECRET_KEY.encode()).digest()
    return Fernet(base64.urlsafe_b64encode(key))
