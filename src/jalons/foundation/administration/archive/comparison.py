"""Two archives compared by what they say: a hash of each part, whatever the numbers of its rows.

A row is named by what it says, then by what the rows it leads to say, a few times over. Equal
hashes mean the same rows, linked alike as far as ``ROUNDS`` links away. Left out: jobs, and what a
restore changes on purpose (see ``CHANGED``).
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.db import models

from jalons.foundation.accounts.models import Authority, Membership, User
from jalons.foundation.accounts.scoping import AuthorityScoped
from jalons.foundation.administration.archive import contents
from jalons.foundation.administration.archive.reading import FILES, NAMED, Archive
from jalons.foundation.administration.archive.translation import deep, spoken, translated

ROUNDS = 4
SELF = "@"
REMARKS = frozenset({"secrets"})  # what a line of a room says of the export itself
# Access is never restored: invitations and tokens are closed. The rest is of the instance.
CHANGED: Mapping[str, Collection[str]] = {
    "accounts.invitation": {"revoked_at"},
    "api.apitoken": {"revoked_at"},
    "accounts.authority": {"id", "slug", "tenant", "territory_id", "deleted_at", "standing"},
}


@dataclass(frozen=True, slots=True)
class Lost:
    """What an archive names and a restore could not: keys of people, members and authorities."""

    keys: Mapping[type[models.Model], Collection[Any]]

    def has(self, model: type[models.Model], key: Any) -> bool:
        """Whether a key of the archive was lost."""
        return key in self.keys.get(model, ())


class _Labels:
    """The names of rows at a round: those of the one before."""

    def __init__(self, archive: Archive, lost: Lost) -> None:
        self.number = str(archive.about["id"])
        self.slugs: tuple[str, ...] = (archive.about["slug"], archive.store_name)
        self.of: dict[str, dict[str, str]] = {}
        self._uuids: dict[str, str] = {}
        self._lost = lost
        self._named = {(each["model"], str(each["id"])): _name(each) for each in _named(archive)}
        for each in archive.members:
            self._named[Membership._meta.label_lower, str(each["id"])] = each["email"].lower()

    def link(self, model: type[models.Model], key: Any) -> Any:
        """The label of a row."""
        label = model._meta.label_lower
        if self._lost.has(model, key):
            return None
        if model is Authority and str(key) == self.number:
            return SELF
        if not issubclass(model, AuthorityScoped):
            return self._named.get((label, str(key)), f"-{key}")
        known = self.of.get(label, {})
        return known.get(str(key)) or (key if isinstance(key, str) else f"-{abs(key)}")

    def uuid(self, found: str) -> str:
        """The label of the row that has it."""
        return self._uuids.get(found, found)

    def slug(self, _found: str) -> str:
        """Any of its names."""
        return SELF

    def learn(self, of: dict[str, dict[str, str]], *, uuids: Collection[str]) -> None:
        """The labels of a round, for the next."""
        self.of = of
        found = {key: each for label in uuids for key, each in of.get(label, {}).items()}
        self._uuids = found


def _named(archive: Archive) -> Iterator[Mapping[str, Any]]:
    return archive.lines(NAMED)


def _name(line: Mapping[str, Any]) -> str:
    if line["model"] == User._meta.label_lower:
        return str(line["email"]).lower()
    said = {key: line[key] for key in line if key not in {"id", "model", "name"}}
    return json.dumps(said, sort_keys=True)


def hashes(archive: Archive, lost: Lost | None = None) -> dict[str, str]:
    """The hash of each part of an archive, by its name."""
    labels = _Labels(archive, lost or Lost({}))
    models_of = contents.restored_models()
    uuids = [
        each._meta.label_lower for each in models_of if isinstance(each._meta.pk, models.UUIDField)
    ]
    rows = {
        each._meta.label_lower: dict.fromkeys(
            (str(row[each._meta.pk.attname]) for row in archive.rows(each)), each._meta.label_lower
        )
        for each in models_of
    }
    for _round in range(ROUNDS):
        labels.learn(rows, uuids=uuids)
        rows = {each._meta.label_lower: dict(_rows(archive, each, labels)) for each in models_of}
    labels.learn(rows, uuids=uuids)
    found = {f"donnees/{label}.jsonl": _sum(sorted(of.values())) for label, of in rows.items()}
    for label, own, other in contents.through_tables():
        found[f"liens/{label}.jsonl"] = _sum(sorted(_links(archive, label, own, other, labels)))
    found["collectivite.jsonl"] = _about(archive, labels)
    again = {*archive.manifest["readable"], NAMED, "donnees/tasks.job.jsonl"}
    for name in archive.parts:
        if name.startswith(FILES):
            found[name] = archive.parts[name]["sha256"]
        elif name not in found and name not in again:
            texts = (deep(each, lambda text: spoken(text, labels)) for each in archive.lines(name))
            found[name] = _sum(_text(each, REMARKS) for each in texts)
    return dict(sorted(found.items()))


def different(one: Mapping[str, str], other: Mapping[str, str]) -> list[str]:
    """The names of the parts that differ; a part without a line is as one that is missing."""
    nothing = _sum(())
    names = sorted({*one, *other})
    return [name for name in names if one.get(name, nothing) != other.get(name, nothing)]


def _rows(
    archive: Archive, model: type[models.Model], labels: _Labels
) -> Iterator[tuple[str, str]]:
    key = model._meta.pk.attname
    left_out = {key, *CHANGED.get(model._meta.label_lower, ())}
    for row in archive.rows(model):
        said = translated(model, row, labels)
        if said is not None:
            yield str(row[key]), _sum([_text(said, left_out)])


def _text(values: Any, left_out: Collection[str]) -> str:
    if isinstance(values, Mapping):
        values = {key: each for key, each in values.items() if key not in left_out}
    return json.dumps(values, sort_keys=True)


def _links(archive: Archive, label: str, own: Any, other: Any, labels: _Labels) -> Iterator[str]:
    for pair in archive.lines(f"liens/{label}.jsonl"):
        ends = [
            labels.link(end.related_model, key) for end, key in zip((own, other), pair, strict=True)
        ]
        if None not in ends:
            yield json.dumps(ends)


def _about(archive: Archive, labels: _Labels) -> str:
    own = _text(archive.about, CHANGED[Authority._meta.label_lower])
    members = (
        json.dumps([each["email"].lower(), each["role"], each["since"]])
        for each in archive.members
        if labels.link(Membership, each["id"]) is not None
    )
    return _sum([own, *sorted(members)])


def _sum(texts: Any) -> str:
    digest = hashlib.sha256()
    for each in texts:
        digest.update(each.encode() + b"\n")
    return digest.hexdigest()
