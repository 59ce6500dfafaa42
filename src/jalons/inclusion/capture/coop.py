"""Exports of the Coop de la médiation numérique, without what names a person or says too much.

Only the columns of ``headings`` in ``data/skills.toml`` are read. Names, addresses, notes, tags and
whatever else stands in the file are dropped here: they go neither further nor into an error.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from hashlib import sha256

from jalons.inclusion.engine.errors import InclusionError
from jalons.inclusion.engine.skills.figures import monday
from jalons.kernel.tables import package_table
from jalons.tabular import DEFAULT_LIMITS, Limits, TableError, open_tables
from jalons.tabular.days import read_span
from jalons.tabular.folding import fold
from jalons.tabular.persons import is_person

SHEET = "activites"
_NEEDED = {"week", "kind", "minutes", "key"}
STORED = ("week", "kind", "minutes", "participants", "place", "commune", "equipment", "themes",
           "autonomy", "redirected", "ages", "statuses", "reference")  # fmt: skip


@dataclass(frozen=True, slots=True)
class CoopExport:
    """Activities as texts by name of field, and what happened to the rest of the file.

    ``dropped`` are the headings not read; ``unread`` rows have no day, type, duration or key;
    ``unknown`` are words of no list, with how many rows have them; ``padded`` communes lost a zero.
    """

    activities: tuple[Mapping[str, str], ...]
    rows: int
    dropped: tuple[str, ...]
    unread: tuple[int, ...]
    unknown: Mapping[str, int]
    padded: int


def read_export(content: bytes, limits: Limits = DEFAULT_LIMITS) -> CoopExport:
    """The activities of an export; ``InclusionError``: ``coop_layout``, ``coop_columns``."""
    try:
        tables = open_tables(content, "", limits)
    except TableError as error:
        raise InclusionError("coop_layout") from error
    headings = package_table("jalons.inclusion", "skills")["headings"]
    names = {fold(text): name for name, text in headings.items()}
    sheets = [each.rows for each in tables if fold(each.name) in (SHEET, "")]
    lines = [(rows, at) for rows in sheets for at, cells in enumerate(rows)
             if len({names.get(fold(cell)) for cell in cells} - {None}) > 4]  # fmt: skip
    if not lines:
        raise InclusionError("coop_layout")
    rows, top = lines[0]
    places = {names[fold(cell)]: at for at, cell in enumerate(rows[top]) if fold(cell) in names}
    if missing := _NEEDED - places.keys():
        texts = ", ".join(sorted(headings[name] for name in missing))
        raise InclusionError("coop_columns", names=texts)
    dropped = tuple(cell for cell in rows[top] if cell and fold(cell) not in names)
    reader, read, unread = _Reader(), 0, []
    groups: dict[str, list[dict[str, str]]] = {}
    for number, cells in enumerate(rows[top + 1 :], top + 2):
        row = {name: cells[at].strip().removesuffix(".0") for name, at in places.items()}
        read += any(cells)
        if reader.is_whole(row):
            groups.setdefault(row["key"], []).append(row)
        elif any(cells):
            unread.append(number)
    found = tuple(reader.activity(key, group) for key, group in groups.items())
    return CoopExport(found, read, dropped, tuple(unread), reader.unknown, reader.padded)


class _Reader:
    """Rows as activities; what is unknown, and what was put right, on the way."""

    def __init__(self) -> None:
        self.unknown: Counter[str] = Counter()
        self.padded = 0

    def is_whole(self, row: Mapping[str, str]) -> bool:
        day, minutes = read_span(row["week"]), row["minutes"]
        known = day and day.is_day and self._codes("kind", [row["kind"]])
        return bool(known and row["key"] and minutes.isdecimal() and int(minutes))

    def activity(self, key: str, rows: Sequence[Mapping[str, str]]) -> Mapping[str, str]:
        first: Mapping[str, str] = defaultdict(str, rows[0])
        day, commune = read_span(first["week"]), first["commune"].upper()
        lost = len(commune) == 4 and commune.isdecimal()
        self.padded += lost
        values = {
            "week": monday(day.start if day else date.min).isoformat(),
            "minutes": first["minutes"], "participants": str(len(rows)),
            "commune": f"0{commune}" if lost else commune,
            "redirected": {"oui": "yes", "non": "no"}.get(fold(first["redirected"]), ""),
            "reference": sha256(key.encode()).hexdigest()[:20],
        }  # fmt: skip
        for name, field in (("kind", "kind"), ("place", "place"), ("equipment", "equipment"),
                            ("themes", "theme"), ("autonomy", "autonomy")):  # fmt: skip
            values[name] = ",".join(self._codes(field, first[name].split("\n")))
        if values["kind"] != "individual":
            values["autonomy"] = ""  # the same column has the level of a workshop
        for name, field in (("ages", "age"), ("statuses", "status")):
            counts = Counter(self._codes(field, [row.get(field, "") for row in rows]))
            values[name] = ",".join(f"{code}:{count}" for code, count in counts.items())
        return {name: values[name] for name in STORED}

    def _codes(self, field: str, texts: Iterable[str]) -> list[str]:
        """The codes of texts; one that is unknown is counted, and named if it names nobody."""
        table = package_table("jalons.inclusion", "skills")[field]
        known = {fold(each["coop"]): each["code"] for each in table}
        for text in texts:
            if text.strip() and fold(text) not in known and not fold(text).startswith("non commu"):
                self.unknown["…" if is_person(text) else text.strip()[:60]] += 1
        return [known[fold(text)] for text in texts if fold(text) in known]
