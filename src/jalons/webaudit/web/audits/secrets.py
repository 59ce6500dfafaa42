"""The secrets of journeys: typed once, encrypted in the data folder, outside base and backups.

They are for the journey they were typed for: whoever changes it, to send them elsewhere or not, has
them typed again by a lead.
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Mapping
from uuid import UUID

import msgspec
from cryptography.fernet import Fernet, InvalidToken
from django.conf import settings

from jalons.foundation.accounts.files import folders
from jalons.webaudit.web.audits.models import WebAudit

FOLDER = "journeys"


class _Stored(msgspec.Struct):
    journey: str
    values: dict[str, str]


def store(audit: WebAudit, values: Mapping[str, str]) -> None:
    """Store the values of secrets beside those already there; an empty value changes nothing."""
    whole = read(audit) | {name: value for name, value in values.items() if value}
    content = _cipher().encrypt(msgspec.json.encode(_Stored(audit.journey, whole)))
    folders.secrets().write(_name(audit.pk), content)


def read(audit: WebAudit) -> dict[str, str]:
    """The secrets of an audit by name; none for another journey, or of another instance."""
    try:
        stored_bytes = b"".join(folders.secrets().pieces(_name(audit.pk)))
        content = _cipher().decrypt(stored_bytes)
    except (FileNotFoundError, InvalidToken):
        return {}
    stored = msgspec.json.decode(content, type=_Stored)
    return stored.values if stored.journey == audit.journey else {}


def erase(audit: WebAudit) -> None:
    """Erase the secrets of an audit."""
    folders.secrets().delete(_name(audit.pk))


def erase_orphans() -> None:
    """Erase those of audits that are deleted."""
    store = folders.secrets()
    keys = {each.name.rpartition("/")[2] for each in store.walk(FOLDER)}
    alive = WebAudit.unscoped.filter(pk__in=map(UUID, keys), deleted_at=None)
    for key in keys - {str(pk) for pk in alive.values_list("pk", flat=True)}:
        store.delete(_name(key))


def _name(pk: object) -> str:
    return f"{FOLDER}/{pk}"


def _cipher() -> Fernet:
    key = hashlib.sha256(b"jalons.webaudit.journeys" + settings.SECRET_KEY.encode()).digest()
    return Fernet(base64.urlsafe_b64encode(key))
