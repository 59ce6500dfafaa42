"""The words and rules of ``footprint/data``, each file read once on first use."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from jalons.kernel.tables import package_table
from jalons.tabular.folding import fold
from jalons.tabular.vocabulary import Vocabulary

NO_TYPE = "none"


@dataclass(frozen=True, slots=True)
class Family:
    """A type too broad to name a device: its default device, or the nature that excludes it.

    ``part_of``: the broader family whose rules apply to it too; ``catch_all``: it names nothing.
    """

    name: str
    default: str | None
    nature: str | None
    part_of: str | None
    catch_all: bool


@dataclass(frozen=True, slots=True)
class ModelRule:
    """A pattern over a folded "maker model" text, and the device or nature it reveals.

    The nature "device" without a device: a kind nobody here knows, the row stays unknown.
    ``when``: the families and device ids it may settle; empty: any family, or no type at all.
    """

    pattern: str
    device: str | None
    nature: str | None
    when: frozenset[str]

    def applies(self, scope: str) -> bool:
        """Whether the rule may settle rows of this family, device id or ``none``."""
        if self.when:
            broader = families()[scope].part_of if scope in families() else None
            return scope in self.when or broader in self.when
        return scope == NO_TYPE or scope in families()


def table(name: str) -> Mapping[str, Any]:
    """The content of ``footprint/data/<name>.toml``."""
    return package_table("jalons.footprint", name)


@cache
def families() -> Mapping[str, Family]:
    """The broad types, by name."""
    return {
        name: Family(
            name,
            entry.get("default"),
            entry.get("nature"),
            entry.get("part_of"),
            entry.get("catch_all", False),
        )
        for name, entry in table("families").items()
    }


@cache
def model_rules() -> tuple[ModelRule, ...]:
    """The rules on makers and models, in order of precedence."""
    return tuple(
        ModelRule(
            rule["pattern"], rule.get("device"), rule.get("nature"), frozenset(rule.get("when", ()))
        )
        for rule in table("models")["rule"]
    )


@dataclass(frozen=True, slots=True)
class Contradictions:
    """Products of one kind by its name, as patterns, and the types that give way to them.

    ``typed``: the types looked at; ``alike``: kinds that do not contradict each other.
    """

    products: Mapping[str, str]
    chassis: frozenset[str]
    over_chassis: frozenset[str]
    typed: frozenset[str]
    alike: tuple[frozenset[str], ...]

    def of(self, scope: str, products: list[str]) -> str | None:
        """The product that contradicts a type, when none of those named agrees with it."""
        if scope not in self.typed or any(
            scope == product or any({scope, product} <= kinds for kinds in self.alike)
            for product in products
        ):
            return None
        return products[0]


@cache
def contradictions() -> Contradictions:
    """The rules of models.toml on types contradicted by their product."""
    entry = table("models")["contradictions"]
    return Contradictions(
        entry["products"],
        frozenset(entry["chassis"]),
        frozenset(entry["over_chassis"]),
        frozenset(entry["typed"]),
        tuple(map(frozenset, entry["alike"])),
    )


@cache
def type_words() -> Vocabulary:
    """The words of digital equipment: a device id, or a family name when the type is broad."""
    strange = {
        name for name, entry in table("families").items() if entry.get("nature") == "outside"
    }
    return Vocabulary(
        {name: words for name, words in _words().items() if name not in {*strange, "doubtful"}}
    )


@cache
def thing_words() -> Vocabulary:
    """The same, with the words of what is not, or may not be, digital equipment."""
    return Vocabulary(_words())


def _words() -> dict[str, list[str]]:
    entries = {
        device: [*entry["words"], *_names(entry)] for device, entry in table("devices").items()
    }
    return entries | {family: entry["words"] for family, entry in table("families").items()}


def _names(entry: Mapping[str, Any]) -> list[str]:
    """The names the product itself writes, so that it reads back its own files."""
    return [entry[number][lang] for number in ("name", "plural") for lang in ("fr", "en")]


@cache
def measured_units() -> Mapping[str, str]:
    """The unit of each kind that is no device, nor counted as one: GB, message, ream, m2."""
    units = {name: entry.get("unit") for name, entry in table("devices").items()}
    found = {name: unit for name, unit in units.items() if unit}
    return found | {
        name: units[entry["default"]]
        for name, entry in table("families").items()
        if units.get(entry.get("default"))
    }


@cache
def status_words() -> Vocabulary:
    """The words of a status cell: a ``DeviceStatus``."""
    return Vocabulary(table("statuses"))


@cache
def country_words() -> Vocabulary:
    """The names and codes of countries: an ISO 3166-1 alpha-2 code."""
    return Vocabulary({code: [code, *names] for code, names in table("countries").items()})


def country_of(name: str) -> str | None:
    """The ISO 3166-1 alpha-2 code of a country or territory, from its name or code, if known."""
    return country_words().exact(fold(name))


@cache
def brands() -> frozenset[str]:
    """Makers' names, folded, to recognise a column of makers."""
    return frozenset(table("columns")["brands"]["names"])
