"""Where devices without a country stand: the territory of the authority, or what a person chose."""

from __future__ import annotations

from dataclasses import dataclass, replace

from django.utils.translation import gettext as _

from jalons.footprint.engine.assessment.results import Assessment
from jalons.footprint.store import load_pack
from jalons.footprint.web.inventories.choices import Choices
from jalons.footprint.web.labels import country_name
from jalons.foundation.accounts.models import Authority
from jalons.foundation.territories import queries as territories

HOMELESS = frozenset({"assumed_home", "stated_home"})  # notices of devices without a country


@dataclass(frozen=True, slots=True)
class HomeDoubt:
    """The names of the home a result was computed with, and of the territory (empty: unknown)."""

    used: str
    territory: str


def territory_home(authority: Authority) -> str | None:
    """The country code of the territory of an authority, nothing when it has none."""
    return territories.country_of(authority.territory) if authority.territory else None


def settled(choices: Choices, authority: Authority) -> Choices:
    """The choices with a home: the one chosen, else that of the territory of today.

    It is stored with them: a territory changed later moves no result by itself.
    """
    return replace(choices, home=choices.home or territory_home(authority))


def offered(territory: str | None, chosen: str | None, lang: str) -> list[tuple[str, str]]:
    """The homes one may choose: those of France with a known electricity, and the current ones.

    Without territory nor choice one may also leave it unsaid.
    """
    powered = load_pack().powered()
    codes = [country for country in territories.countries() if country in powered]
    codes += [each for each in (territory, chosen) if each and each not in codes]
    unsaid = [] if territory else [("", _("— not said: mainland France is assumed —"))]
    return unsaid + [(code, _named(code, lang, known=code in powered)) for code in codes]


def doubt(authority: Authority, found: Assessment, lang: str) -> HomeDoubt | None:
    """Why the home of a result may not be that of the authority, when devices stand there."""
    if not any(notice.code in HOMELESS for notice in found.notices):
        return None
    territory = territory_home(authority)
    if territory is None:
        return None if found.home_stated else HomeDoubt(country_name(found.home, lang), "")
    if territory == found.home:
        return None
    return HomeDoubt(country_name(found.home, lang), country_name(territory, lang))


def _named(code: str, lang: str, *, known: bool) -> str:
    name = country_name(code, lang)
    return (
        name if known else _("%(place)s (electricity not known: world average)") % {"place": name}
    )
