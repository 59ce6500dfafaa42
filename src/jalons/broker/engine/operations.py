"""What changes an entity: each operation is a pure function from the current document to the next.

An operation gets the current document (None when there is none), the moment (canonical text), and
says the next document (None: deleted) with what changed. Documents are never changed in place.
Source: ETSI GS CIM 009 V1.9.1, clauses 5.6.1 to 5.6.18 and 5.5.8, 5.5.12 (merge).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Literal, NamedTuple

from .entities import NULL, Doc, Instance, is_null
from .problems import Problem, bad, missing

Kind = Literal["created", "updated", "deleted"]


class Change(NamedTuple):
    """One attribute instance that came, changed or went: its name, what it is and what it was."""

    attr: str
    kind: Kind
    instance: Instance
    previous: Instance | None = None


@dataclass(frozen=True, slots=True)
class Effect:
    """What an operation did: the document before and after, the changes, what was left out.

    ``left`` maps the expanded name of an attribute that was not changed to the reason.
    """

    before: Doc | None
    after: Doc | None
    changes: tuple[Change, ...] = ()
    left: dict[str, str] = field(default_factory=dict)

    @property
    def updated(self) -> list[str]:
        """The expanded names of the attributes that changed, each once."""
        return list(dict.fromkeys(change.attr for change in self.changes))


Operation = Callable[[Doc | None, str], Effect]
MAY_BE_NULL = frozenset({str, dict})


def create(fragment: Doc) -> Operation:
    """Create an entity; an ``AlreadyExists`` problem if it is there."""

    def apply(current: Doc | None, now: str) -> Effect:
        if current is not None:
            raise Problem("AlreadyExists", f"{fragment['id']} already exists")
        return _born(fragment, now)

    return apply


def _born(fragment: Doc, now: str) -> Effect:
    changes: list[Change] = []
    attrs: dict[str, list[Instance]] = {}
    for iri, instances in fragment["attrs"].items():
        stamped = [_stamped(instance, now) for instance in instances]
        attrs[iri] = stamped
        changes.extend([Change(iri, "created", instance) for instance in stamped])
    after = {**fragment, "createdAt": now, "modifiedAt": now, "attrs": attrs}
    return Effect(None, after, tuple(changes))


def replace(fragment: Doc) -> Operation:
    """Replace every attribute of an entity that is there."""

    def apply(current: Doc | None, now: str) -> Effect:
        current = _there(current, fragment.get("id"))
        changes: list[Change] = []
        attrs: dict[str, list[Instance]] = {}
        for iri, instances in fragment["attrs"].items():
            attrs[iri] = _put(iri, instances, current["attrs"].get(iri, []), now, changes)
            _drop_missing(iri, attrs[iri], current["attrs"].get(iri, []), now, changes)
        for iri, instances in current["attrs"].items():
            if iri not in attrs:
                changes.extend(Change(iri, "deleted", _gone(item, now), item) for item in instances)
        retained = {name: current[name] for name in ("id", "type", "createdAt")}
        after = {**retained, **fragment, "createdAt": current["createdAt"], "modifiedAt": now}
        after["attrs"] = attrs
        return Effect(current, after, tuple(changes))

    return apply


def append(fragment: Doc, *, overwrite: bool = True) -> Operation:
    """Add attributes, types and scopes.

    Instances that are there are replaced, or left if not ``overwrite``.
    """

    def apply(current: Doc | None, now: str) -> Effect:
        current = _there(current, fragment.get("id"))
        changes: list[Change] = []
        left: dict[str, str] = {}
        attrs = dict(current["attrs"])
        for iri, instances in fragment["attrs"].items():
            old = attrs.get(iri, [])
            known = {item.get("datasetId") for item in old}
            fresh = [item for item in instances if overwrite or item.get("datasetId") not in known]
            if len(fresh) < len(instances):
                left[iri] = "the attribute already exists"
            if fresh:
                attrs[iri] = _merged(iri, fresh, old, now, changes)
        if not overwrite and "scope" in fragment and "scope" in current:
            scopes = dict.fromkeys([*current["scope"], *fragment["scope"]])
            after = _headed(current, {**fragment, "scope": list(scopes)}, now, attrs, changed=True)
            return Effect(current, after, tuple(changes), left)
        after = _headed(current, fragment, now, attrs, changed=bool(changes))
        return Effect(current, after, tuple(changes), left)

    return apply


def update(fragment: Doc) -> Operation:
    """Replace attributes that are there, add the others; ``left`` lists deletions of none."""

    def apply(current: Doc | None, now: str) -> Effect:
        current = _there(current, fragment.get("id"))
        changes: list[Change] = []
        left: dict[str, str] = {}
        attrs = dict(current["attrs"])
        for iri, instances in fragment["attrs"].items():
            if iri not in attrs and all(is_null(instance) for instance in instances):
                left[iri] = "the attribute does not exist in this entity"
            else:
                _replace_or_delete(iri, instances, attrs, now, changes)
        if "scope" in fragment and "scope" not in current:
            left["scope"] = "the entity has no scope"
        retained = {key: value for key, value in fragment.items() if key not in left}
        after = _headed(current, retained, now, attrs, changed=bool(changes))
        return Effect(current, after, tuple(changes), left)

    return apply


def merge(fragment: Doc, *, observed: str | None = None, lang: str | None = None) -> Operation:
    """Merge a fragment: its members are added or changed one by one, a null deletes."""

    def apply(current: Doc | None, now: str) -> Effect:
        current = _there(current, fragment.get("id"))
        changes: list[Change] = []
        attrs = dict(current["attrs"])
        for iri, instances in fragment["attrs"].items():
            for instance in instances:
                _merge_one(iri, _common(instance, observed, lang), attrs, now, changes)
        after = _headed(current, fragment, now, attrs, changed=bool(changes))
        return Effect(current, after, tuple(changes))

    return apply


def _common(instance: Instance, observed: str | None, lang: str | None) -> Instance:
    """An instance of a simplified fragment, with the date and the language beside it."""
    extra: Instance = {}
    if observed and not is_null(instance):
        extra["observedAt"] = observed
    if (
        lang
        and instance.get("type", "Property") == "Property"
        and isinstance(instance.get("value"), str)
    ):
        extra["lang"] = lang
    return {**instance, **extra} if extra else instance


def _merge_one(
    iri: str,
    instance: Instance,
    attrs: dict[str, list[Instance]],
    now: str,
    changes: list[Change],
) -> None:
    old = attrs.get(iri, [])
    position = _position(old, instance.get("datasetId"))
    lang = instance.get("lang")
    instance = {key: value for key, value in instance.items() if key != "lang"}
    if is_null(instance):
        if position is not None:
            _remove(iri, position, attrs, now, changes)
        return
    if position is None:
        if "value" not in instance:
            raise bad(f"{iri} has no value to merge into")
        stamped = _stamped({"type": "Property", **instance}, now)
        attrs[iri] = [*old, stamped]
        changes.append(Change(iri, "created", stamped))
        return
    before = old[position]
    if lang and before["type"] == "LanguageProperty":
        instance = {**instance, "type": "LanguageProperty", "value": {lang: instance["value"]}}
    after = merged_instance(before, instance, now)
    attrs[iri] = [*old[:position], after, *old[position + 1 :]]
    changes.append(Change(iri, "updated", after, before))


def merged_instance(before: Instance, patch: Instance, now: str) -> Instance:
    """An instance with the members of ``patch`` merged in; objects are merged, nulls delete."""
    after = {**before}
    for member, value in patch.items():
        if member == "subs":
            after["subs"] = _merged_subs(before.get("subs", {}), value, now)
        elif value == NULL:
            after.pop(member, None)
        elif member == "value" and isinstance(value, dict) and isinstance(before["value"], dict):
            merging = patch.get("type", before["type"]) != "GeoProperty"
            after["value"] = _merged_json(before["value"], value) if merging else value
        elif member != "createdAt":
            after[member] = value
    if not after.get("subs", True):
        del after["subs"]
    after["modifiedAt"] = now
    return after


def _merged_json(before: dict[str, Any], patch: dict[str, Any]) -> dict[str, Any]:
    after = dict(before)
    for key, value in patch.items():
        if value is None or value == NULL:
            after.pop(key, None)
        elif isinstance(value, dict) and isinstance(after.get(key), dict):
            after[key] = _merged_json(after[key], value)
        else:
            after[key] = value
    return after


def _merged_subs(
    before: dict[str, list[Instance]], patch: dict[str, list[Instance]], now: str
) -> dict[str, list[Instance]]:
    after = dict(before)
    for iri, instances in patch.items():
        for instance in instances:
            old = after.get(iri, [])
            position = _position(old, instance.get("datasetId"))
            if is_null(instance):
                left = [item for index, item in enumerate(old) if index != position]
                after[iri] = left
                if not left:
                    del after[iri]
            elif position is None:
                after[iri] = [*old, _stamped({"type": "Property", **instance}, now)]
            else:
                merged = merged_instance(old[position], instance, now)
                after[iri] = [*old[:position], merged, *old[position + 1 :]]
    return after


def patch_attribute(iri: str, patch: Instance, *, name: str) -> Operation:
    """Change some members of one instance of an attribute that is there."""

    def apply(current: Doc | None, now: str) -> Effect:
        current = _there(current, None)
        old = current["attrs"].get(iri, [])
        position = _position(old, patch.get("datasetId"))
        if position is None:
            raise missing(f"the attribute {name}")
        changes: list[Change] = []
        attrs = dict(current["attrs"])
        if is_null(patch):
            _remove(iri, position, attrs, now, changes)
        else:
            before = old[position]
            if patch.get("type", before["type"]) != before["type"]:
                raise bad(f"{name} is a {before['type']}: its type does not change by an update")
            after = {**before, "modifiedAt": now}
            for member, value in patch.items():
                if member == "subs":
                    after["subs"] = _merged_subs(before.get("subs", {}), value, now)
                elif value == NULL:
                    after.pop(member, None)
                else:
                    after[member] = value
            attrs[iri] = [*old[:position], after, *old[position + 1 :]]
            changes.append(Change(iri, "updated", after, before))
        return Effect(current, {**current, "modifiedAt": now, "attrs": attrs}, tuple(changes))

    return apply


def replace_attribute(iri: str, instances: list[Instance], *, name: str) -> Operation:
    """Replace one attribute that is there by other instances of it."""

    def apply(current: Doc | None, now: str) -> Effect:
        current = _there(current, None)
        old = current["attrs"].get(iri, [])
        changes: list[Change] = []
        for instance in instances:
            if _position(old, instance.get("datasetId")) is None:
                raise missing(f"the attribute {name}")
        attrs = {**current["attrs"], iri: _merged(iri, instances, old, now, changes)}
        return Effect(current, {**current, "modifiedAt": now, "attrs": attrs}, tuple(changes))

    return apply


def delete_attribute(
    iri: str, *, name: str, dataset: str | None = None, every: bool = False
) -> Operation:
    """Delete the instance of ``dataset`` (None: the default one), or ``every`` one."""

    def apply(current: Doc | None, now: str) -> Effect:
        current = _there(current, None)
        old = current["attrs"].get(iri, [])
        position = _position(old, dataset)
        if not old or (position is None and not every):
            raise missing(f"the attribute {name}")
        changes: list[Change] = []
        attrs = dict(current["attrs"])
        if every:
            del attrs[iri]
            changes = [Change(iri, "deleted", _gone(item, now), item) for item in old]
        elif position is not None:
            _remove(iri, position, attrs, now, changes)
        return Effect(current, {**current, "modifiedAt": now, "attrs": attrs}, tuple(changes))

    return apply


def delete_scope() -> Operation:
    """Take the scope of an entity away; a ``ResourceNotFound`` problem when it has none."""

    def apply(current: Doc | None, now: str) -> Effect:
        current = _there(current, None)
        if "scope" not in current:
            raise missing("the scope")
        after = {name: value for name, value in current.items() if name != "scope"}
        return Effect(current, {**after, "modifiedAt": now})

    return apply


def drop(attrs: frozenset[str], *, keep: bool) -> Operation:
    """Delete the attributes named, or (``keep``) all others."""

    def apply(current: Doc | None, now: str) -> Effect:
        current = _there(current, None)
        gone = {iri for iri in current["attrs"] if (iri in attrs) != keep}
        changes = tuple(
            Change(iri, "deleted", _gone(item, now), item)
            for iri in gone
            for item in current["attrs"][iri]
        )
        left = {iri: items for iri, items in current["attrs"].items() if iri not in gone}
        if not gone:
            return Effect(current, current)
        return Effect(current, {**current, "modifiedAt": now, "attrs": left}, changes)

    return apply


def delete() -> Operation:
    """Delete an entity that is there."""

    def apply(current: Doc | None, now: str) -> Effect:
        current = _there(current, None)
        changes = tuple(
            Change(iri, "deleted", _gone(item, now), item)
            for iri, instances in current["attrs"].items()
            for item in instances
        )
        return Effect(current, None, changes)

    return apply


def upsert(fragment: Doc, *, updating: bool) -> Operation:
    """Create an entity, or replace it; ``updating`` adds to it instead of replacing."""

    def apply(current: Doc | None, now: str) -> Effect:
        if current is None:
            return _born(fragment, now)
        return (append(fragment) if updating else replace(fragment))(current, now)

    return apply


def _there(current: Doc | None, identifier: str | None) -> Doc:
    if current is None:
        raise missing(identifier or "this entity")
    return current


def _stamped(instance: Instance, now: str) -> Instance:
    """An instance with its dates, and those of its own attributes."""
    if type(instance.get("value")) in MAY_BE_NULL and is_null(instance):
        raise bad(f"{NULL!r} deletes an attribute; there is none to delete here")
    stamped = {**instance, "createdAt": now, "modifiedAt": now}
    if "subs" in instance:
        stamped["subs"] = {
            iri: [_stamped(item, now) for item in items] for iri, items in instance["subs"].items()
        }
    return stamped


def _gone(instance: Instance, now: str) -> Instance:
    return {**instance, "modifiedAt": now, "deletedAt": now}


def _position(instances: list[Instance], dataset: str | None) -> int | None:
    for index, instance in enumerate(instances):
        if instance.get("datasetId") == dataset:
            return index
    return None


def _put(
    iri: str, instances: list[Instance], old: list[Instance], now: str, changes: list[Change]
) -> list[Instance]:
    """Instances in the place of those of the same dataset, keeping their date of creation."""
    placed = []
    for instance in instances:
        position = _position(old, instance.get("datasetId"))
        stamped = _stamped(instance, now)
        if position is None:
            changes.append(Change(iri, "created", stamped))
        else:
            stamped["createdAt"] = old[position]["createdAt"]
            changes.append(Change(iri, "updated", stamped, old[position]))
        placed.append(stamped)
    return placed


def _drop_missing(
    iri: str, placed: list[Instance], old: list[Instance], now: str, changes: list[Change]
) -> None:
    retained = {item.get("datasetId") for item in placed}
    changes.extend(
        Change(iri, "deleted", _gone(item, now), item)
        for item in old
        if item.get("datasetId") not in retained
    )


def _merged(
    iri: str, instances: list[Instance], old: list[Instance], now: str, changes: list[Change]
) -> list[Instance]:
    """The old instances, with the new ones in place of those of the same dataset or after them."""
    placed = {item.get("datasetId"): item for item in _put(iri, instances, old, now, changes)}
    retained = [placed.pop(item.get("datasetId"), item) for item in old]
    return [*retained, *placed.values()]


def _replace_or_delete(
    iri: str,
    instances: list[Instance],
    attrs: dict[str, list[Instance]],
    now: str,
    changes: list[Change],
) -> None:
    for instance in instances:
        old = attrs.get(iri, [])
        position = _position(old, instance.get("datasetId"))
        if is_null(instance):
            if position is not None:
                _remove(iri, position, attrs, now, changes)
        else:
            if "value" not in instance:
                raise bad(f"{iri} has no value")
            attrs[iri] = _merged(iri, [{"type": "Property", **instance}], old, now, changes)


def _remove(
    iri: str, position: int, attrs: dict[str, list[Instance]], now: str, changes: list[Change]
) -> None:
    old = attrs[iri]
    left = [item for index, item in enumerate(old) if index != position]
    if left:
        attrs[iri] = left
    else:
        del attrs[iri]
    changes.append(Change(iri, "deleted", _gone(old[position], now), old[position]))


def _headed(
    current: Doc, fragment: Doc, now: str, attrs: dict[str, list[Instance]], *, changed: bool
) -> Doc:
    """The current document with new attributes, the types of both, the scope of the fragment."""
    after = {**current, "attrs": attrs}
    types = list(dict.fromkeys([*current["type"], *fragment.get("type", [])]))
    scope = fragment.get("scope", current.get("scope"))
    if scope == NULL:
        after.pop("scope", None)
    elif scope is not None:
        after["scope"] = scope
    if "expiresAt" in fragment:
        after["expiresAt"] = fragment["expiresAt"]
    if changed or types != current["type"] or after.get("scope") != current.get("scope"):
        after["modifiedAt"] = now
    after["type"] = types
    return after
