"""Policies of types in a TOML file: for a broker alone, to review, to send to another town."""

from __future__ import annotations

import json
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any

from jalons.broker.engine.policies.policy import TypePolicy, faults, policy_of
from jalons.broker.engine.problems import Problem, bad
from jalons.broker.store.contexts import core

MEMBERS = {field.name: type(field.default) for field in fields(TypePolicy)} | {
    "type": str,
    "tenant": str,
}
del MEMBERS["past"]  # written by the store, from one policy to the next
HEAD = """\
# Why each type is kept, and who sees it.
# legal_basis: public_task, legal_obligation, consent, contract, vital, not_personal
# audience: open, partners, internal
# position_metres and time_seconds blur what leaves the authority; hidden never leaves it.
"""


@dataclass(frozen=True, slots=True)
class FiledPolicy:
    """A policy read from a file, and the tenant it is for."""

    tenant: str
    policy: TypePolicy


def policies_of(path: Path) -> list[FiledPolicy]:
    """The policies of a file, or of every ``.toml`` of a folder, each ready to be used.

    Raises ``Problem`` naming the file, the table and the member at fault.
    """
    files = sorted(path.glob("*.toml")) if path.is_dir() else [path]
    found: list[FiledPolicy] = []
    for file in files:
        try:
            found += read_policies(file.read_text(encoding="utf-8"))
        except (OSError, UnicodeDecodeError) as error:
            raise bad(f"{file}: {error}") from error
        except Problem as problem:
            raise bad(f"{file}: {problem.detail}") from problem
    if not found:
        raise bad(f"{path} holds no [[sheet]]")
    return found


def read_policies(text: str) -> list[FiledPolicy]:
    """The policies of a TOML text; raises ``Problem`` for one that may not be used."""
    try:
        tables: Any = tomllib.loads(text).get("sheet", [])
    except tomllib.TOMLDecodeError as error:
        raise bad(f"it is no TOML: {error}") from error
    if not isinstance(tables, list):
        raise bad("a sheet is a table [[sheet]]")
    return [_filed(table, number) for number, table in enumerate(tables, 1)]


def _filed(table: Any, number: int) -> FiledPolicy:
    if not isinstance(table, dict):
        raise bad(f"sheet {number} is no table")
    named = f"sheet {number} ({table.get('type', 'without a type')})"
    for member, value in table.items():
        if member not in MEMBERS:
            raise bad(f"{named}: {member} is no member of a sheet: {', '.join(MEMBERS)}")
        if not _fits(value, MEMBERS[member]):
            raise bad(f"{named}: {member} is not written as it must be")
    terms = core()
    members = {k: v for k, v in table.items() if k != "tenant"}
    members["type"] = terms.expand(str(table.get("type", "")).strip()) if table.get("type") else ""
    members["hidden"] = [terms.expand(name) for name in table.get("hidden", ())]
    policy = policy_of(members)
    if wrong := faults(policy):
        reasons = ", ".join(f"{fault.field} ({fault.reason})" for fault in wrong)
        raise bad(f"{named} may not be used as it is: {reasons}")
    return FiledPolicy(str(table.get("tenant", "")), policy)


def _fits(value: Any, kind: type) -> bool:
    if kind is tuple:
        return isinstance(value, list) and all(isinstance(item, str) for item in value)
    return type(value) is kind


def written_policies(policies: Mapping[str, Iterable[TypePolicy]]) -> str:
    """The policies by tenant as a TOML text that ``read_policies`` reads back."""
    parts = [HEAD]
    for tenant, found in policies.items():
        for policy in found:
            lines = ["", "[[sheet]]"]
            lines += [f"tenant = {_quoted(tenant)}"] if tenant else []
            lines += [
                f"{name} = {_quoted(value)}"
                for name, value in policy.document().items()
                if name in MEMBERS
            ]
            parts.append("\n".join(lines) + "\n")
    return "".join(parts)


def _quoted(value: Any) -> str:
    """A value in TOML: texts, whole numbers, flags and lists are written as in JSON."""
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")
