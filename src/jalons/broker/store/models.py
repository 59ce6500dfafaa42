"""The models shipped with the broker, read from ``data/models`` at the first use."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any

from jalons.broker.engine.models import Model, ModelAttribute, context
from jalons.broker.engine.problems import missing


@dataclass(frozen=True, slots=True)
class ModelSubject:
    """A family of types: the address of its context, the terms it defines, its models by name."""

    name: str
    context: str
    terms: dict[str, str]
    models: dict[str, Model]

    def document(self) -> dict[str, Any]:
        """The JSON-LD context of the subject."""
        return context(self.terms, self.models.values())


@cache
def subjects() -> dict[str, ModelSubject]:
    """Every subject by name, in the order of names."""
    folder = resources.files("jalons.broker") / "data" / "models"
    files = sorted((item for item in folder.iterdir()), key=lambda item: item.name)
    read = [tomllib.loads(item.read_text("utf-8")) for item in files if item.name.endswith(".toml")]
    return {table["subject"]: _subject(table) for table in read}


def _subject(table: dict[str, Any]) -> ModelSubject:
    found = {}
    for name, item in table["types"].items():
        attributes = [
            ModelAttribute(
                name=attribute,
                iri=description["iri"],
                kind=description["kind"],
                json=description["json"],
                format=description.get("format", ""),
                values=tuple(description.get("values", ())),
                code=description.get("code", ""),
                unit=description.get("unit", ""),
                label=description.get("fr", ""),
            )
            for attribute, description in item["attributes"].items()
        ]
        found[name] = Model(
            name=name,
            iri=item["iri"],
            subject=table["subject"],
            version=item["version"],
            label=item["fr"],
            about=item["about"],
            attribution=table["attribution"],
            licence=table["licence"],
            attributes={attribute.iri: attribute for attribute in attributes},
        )
    return ModelSubject(table["subject"], table["context"], table["terms"], found)


@cache
def models() -> dict[str, Model]:
    """Every model by the IRI of its type."""
    return {
        model.iri: model for subject in subjects().values() for model in subject.models.values()
    }


def named(name: str) -> Model:
    """The model of a type by its short name or IRI; raises ``Problem`` when there is none."""
    found = next((m for m in models().values() if name in (m.name, m.iri)), None)
    if found is None:
        raise missing(f"the model {name}")
    return found


@cache
def shipped_contexts() -> dict[str, str]:
    """The subject that answers for each address of a context."""
    return {subject.context: subject.name for subject in subjects().values()}


def shipped_context(url: str) -> dict[str, Any] | None:
    """The context shipped for an address, None when there is none."""
    name = shipped_contexts().get(url)
    return subjects()[name].document() if name is not None else None
