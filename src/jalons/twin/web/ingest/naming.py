"""The keys of sources, made from what people call them."""

from __future__ import annotations

import re
import unicodedata

from jalons.foundation.accounts.models import Authority
from jalons.twin.web import opening

from .queries import DELETED


def source_key(authority: Authority, name: str) -> str:
    """A key of a source nobody has yet."""
    from jalons.twin.server.ingest import sources

    store, tenant = opening.store(), opening.tenant_of(authority)
    plain = unicodedata.normalize("NFKD", name.rpartition(".")[0] or name)
    base = re.sub(r"[^a-z0-9]+", "-", plain.encode("ascii", "ignore").decode().lower()).strip("-")
    base = base[:50].strip("-") or "source"
    taken = {str(each["key"]) for each in store.every(tenant, sources.KIND)}
    taken |= {str(each["key"]) for each in store.every(tenant, DELETED)}
    numbers = range(2, len(taken) + 3)
    return next(k for k in (base, *(f"{base}-{n}" for n in numbers)) if k not in taken)
