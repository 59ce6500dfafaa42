"""Municipalities of today, to confront the code, the name and the position of a place."""

import math
import re
from collections import defaultdict
from collections.abc import Iterable
from functools import lru_cache
from typing import NamedTuple

from jalons.inclusion.engine.places.schema import table
from jalons.tabular.folding import fold

_RANK = re.compile("[0-9]+(e|er|eme)?|cedex|arrondissement")


class Commune(NamedTuple):
    """A municipality; degrees, ``nan`` unknown. ``former``: the codes it replaced."""

    code: str
    name: str
    lat: float
    lon: float
    postcodes: tuple[str, ...] = ()
    former: tuple[str, ...] = ()


class Communes:
    """Municipalities by code (an arrondissement is in its own), former code and postcode."""

    def __init__(self, rows: Iterable[Commune]) -> None:
        self._codes = {row.code: row for row in rows}
        self.former = {code: row for row in self._codes.values() for code in row.former}
        self.postcodes: defaultdict[str, list[Commune]] = defaultdict(list)
        for row in self._codes.values():
            for postcode in row.postcodes:
                self.postcodes[postcode].append(row)

    def get(self, code: str) -> Commune | None:
        """The municipality of a code of today."""
        return self._codes.get(table()["arrondissements"].get(code[:3], code))


@lru_cache(maxsize=50_000)
def plain_name(name: str) -> str:
    """The folded name of a municipality; « St » is « Saint », « 2e » or « Cedex 2 » left out."""
    words = (word for word in fold(name).split() if not _RANK.fullmatch(word))
    return " ".join({"st": "saint", "ste": "sainte"}.get(word, word) for word in words)


def km(here: tuple[float, float], there: tuple[float, float]) -> float:
    """The straight line between two positions, in km; ``nan`` when one is unknown."""
    (lat, lon), (other_lat, other_lon) = (map(math.radians, ends) for ends in (here, there))
    wide = math.cos(lat) * math.cos(other_lat) * math.sin((other_lon - lon) / 2) ** 2
    return 12742 * math.asin(math.sqrt(min(math.sin((other_lat - lat) / 2) ** 2 + wide, 1)))
