"""Tables of desks: a desk per row, a kind of device per column, the model in each cell."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from jalons.footprint.engine.inventory.line import DeviceStatus, Nature, Notice
from jalons.footprint.engine.reading.formats.sheet import Sheet, frame_of
from jalons.footprint.engine.reading.layouts.count_columns import unread_kinds
from jalons.footprint.engine.reading.mapping.columns import field_named
from jalons.footprint.engine.reading.vocabulary.cells import read_date
from jalons.footprint.engine.reading.vocabulary.designations import has_maker
from jalons.footprint.engine.reading.vocabulary.fields import Field
from jalons.footprint.engine.reading.vocabulary.reference import (
    brands,
    families,
    measured_units,
    model_rules,
    status_words,
    table,
    type_words,
)
from jalons.footprint.engine.reading.vocabulary.totals import is_total
from jalons.kernel import Where
from jalons.tabular.folding import fold

_HEADER_ROWS = 20
_FEWEST_KINDS = 2
_MOST_ALIKE = 20  # beyond, a number in a cell is an extension or a label, no count
_FOREIGN = 0.2
_SHOWN = 8
_PLACES = frozenset({Field.SITE, Field.ENTITY, Field.COUNTRY, Field.LABEL})
_OTHER_LAYOUTS = frozenset({Field.TYPE, Field.MODEL, Field.SERIAL, Field.QUANTITY})
_BROAD = frozenset({"computer", "phone"})
_GONE = frozenset({DeviceStatus.RETIRED, DeviceStatus.MISSING})
_ORDINAL = re.compile(r"^(?:\d(?:er|ere|e|eme|nd|nde)? )?(.+?)(?: \d)?$")
_NUMBERED = re.compile(r"^\d\w* | \d$")
_PIECES = re.compile(r"\s*(?:\+|;|\n)\s*")
_TIMES = re.compile(r"(\d{1,2})\s*[x×*]\s*(\D.*)", re.IGNORECASE)
# « Écran (x2) », « P2419H × 2 », « P2419H x 2 »; « EB-X41 » and « ThinkPad X13 » are models.
_TIMES_AFTER = re.compile(r"(.*[^\d\s(])\s*(?:\([xX×*]\s?|[×*]\s?|\sx\s)(\d{1,2})\)?")
_TIMES_BARE = re.compile(r"(.*[^\d\s(])\s+x(\d{1,2})")
_COUNTED = re.compile(r"(\d{1,2})\s+(\D.*)")
_SIZED = re.compile(r"\d{1,2} (pouces?|po|p|go|gb|to|ports?|en \d|ans?)\b")


@dataclass(frozen=True, slots=True)
class _InCell:
    """The meaning of a cell: a number of devices of one model; ``status`` when it is one.

    ``left``: it names no device we know, and is not counted.
    """

    count: float
    model: str = ""
    status: str = ""
    doubtful: bool = False
    left: bool = False


@dataclass(slots=True)
class _Unfolded:
    """The rows made from a table of desks, with their row in the file."""

    cells: list[list[str]] = field(default_factory=list)
    rows: list[int] = field(default_factory=list)
    asides: dict[int, Nature] = field(default_factory=dict)
    titles: list[str] = field(default_factory=list)
    doubtful: list[tuple[int, str]] = field(default_factory=list)
    left: list[tuple[int, str]] = field(default_factory=list)
    devices: float = 0.0

    def add(self, cells: Sequence[str], row: int, aside: Nature | None = None) -> None:
        if aside is not None:
            self.asides[len(self.cells)] = aside
        self.cells.append(list(cells))
        self.rows.append(row)


def from_desks(sheet: Sheet) -> Sheet:
    """The sheet with each filled cell under a kind of device as a row of its own, as a list is.

    Rows keep their number in the file; a lone text is the title of the rows below, and becomes
    their place. Any other sheet is returned unchanged.
    """
    rows = sheet.cells.rows()
    found = _find(rows)
    if found is None:
        return sheet
    header, kinds = found
    places = {
        column: named
        for column, heading in enumerate(rows[header])
        if column not in kinds and heading and (named := field_named(heading)) in _PLACES
    }
    done = _unfolded(rows, header, kinds, places)
    where = Where(sheet.where.file, sheet.name, header + 1)
    context = {
        "kinds": ", ".join(rows[header][column] for column in kinds),
        "devices": done.devices,
        "titles": ", ".join(dict.fromkeys(done.titles)) or "",
    }
    notices = [*sheet.notices, Notice("desk_table", where, context)]
    notices += unread_kinds(rows, header, {*kinds, *places}, where)
    for code, cells in (("desk_cells_doubtful", done.doubtful), ("desk_cells_left", done.left)):
        if cells:
            shown = ", ".join(f"« {text[:40]} »" for _, text in cells[:_SHOWN])
            lines = ", ".join(str(row) for row, _ in cells[:_SHOWN])
            params = {"rows": len(cells), "samples": shown, "lines": lines}
            notices.append(Notice(code, where, params))
    return replace(
        sheet,
        cells=frame_of(done.cells),
        notices=tuple(notices),
        rows=tuple(done.rows),
        asides=done.asides,
    )


def _find(rows: Sequence[Sequence[str]]) -> tuple[int, Mapping[int, str]] | None:
    """The row (0-based) that names kinds of device over models, with their columns."""
    for at, cells in enumerate(rows[:_HEADER_ROWS]):
        if any(field_named(cell) in _OTHER_LAYOUTS for cell in cells if cell):
            return None
        named = {column: kind for column, cell in enumerate(cells) if (kind := _kind(cell))}
        if len(named) < _FEWEST_KINDS:
            continue
        looks = {column: _look([row[column] for row in rows[at + 1 :]]) for column in named}
        kinds = {column: kind for column, kind in named.items() if looks[column] is not None}
        if len(kinds) >= _FEWEST_KINDS and any(looks[column] for column in kinds):
            by_model = {
                column: ""
                for column, cell in enumerate(cells)
                if column not in kinds
                and fold(cell) in _words("by_model")
                and _names_products([row[column] for row in rows[at + 1 :]])
            }
            return at, dict(sorted((kinds | by_model).items()))
    return None


def _kind(heading: str) -> str | None:
    """The kind of device a heading names, « Écran », « 2e écran », or None."""
    plain = fold(heading) if len(heading) <= 40 else ""
    match = _ORDINAL.match(plain)
    if not match or match[1] in table("desks")["ambiguous"]:
        return None
    kind = type_words().exact(match[1])
    broad = kind in families() and kind not in _BROAD
    return None if kind is None or broad or kind in measured_units() else kind


def _names_products(cells: Sequence[str]) -> bool:
    filled = [fold(cell) for cell in cells if cell]
    known = sum(has_maker(text) or _by_rule(text) is not None for text in filled)
    return known > len(filled) / 2


def _look(cells: Sequence[str]) -> bool | None:
    """Whether the cells of a column are models (True) or only counts (False); None for others."""
    filled = [cell for cell in cells if cell]
    foreign = sum(map(_is_foreign, filled))
    found = (each for cell in filled if not _is_foreign(cell) for each in _devices_in(cell, ""))
    devices = [each for each in found if not each.left]
    if not devices or foreign > _FOREIGN * len(filled):
        return None
    return any(device.model for device in devices) or any(
        fold(cell) in _words("one") for cell in filled
    )


def _is_foreign(cell: str) -> bool:
    """Whether a cell is a number or a day that counts nothing: an extension, a label."""
    letters = any(letter.isalpha() for letter in cell)
    digits = re.sub(r"\D", "", cell)
    large = not letters and digits != "" and (len(digits) > 2 or int(digits) > _MOST_ALIKE)
    inches = cell.rstrip().endswith(("''", '"', "”"))
    return (large and not inches) or (not letters and "/" in cell and read_date(cell) is not None)


def _words(name: str) -> frozenset[str]:
    return frozenset(table("desks")[name])


def _devices_in(cell: str, kind: str) -> Iterator[_InCell]:
    """The devices of a cell: none, « oui », « 2 écrans », « 2 x 24'' », a model, or several."""
    for piece in filter(None, map(str.strip, _PIECES.split(cell))):
        plain = fold(piece)
        if (plain or piece) in _words("none"):
            continue
        if plain in _words("one"):
            yield _InCell(1.0)
        elif plain.isdecimal() and len(plain) <= 2 and piece[-1].isdecimal():
            if 0 < int(plain) <= _MOST_ALIKE:
                yield _InCell(float(plain))
        elif (status := status_words().exact(plain)) in _GONE:
            yield _InCell(1.0, status=str(status))
        elif _names_device(plain):
            yield _counted(piece, kind)
        else:
            yield _InCell(0.0, left=True)


def _names_device(plain: str) -> bool:
    """Whether a folded cell names a maker, a product, a kind of device, or a code with digits."""
    if not plain or plain.split(maxsplit=1)[0] in _words("elsewhere"):
        return False
    if has_maker(plain) or type_words().inside(plain) is not None:
        return True
    if any(word.isalnum() and not word.isalpha() for word in plain.split()):
        return True
    return any(re.search(rule.pattern, plain) for rule in model_rules() if rule.device)


def _counted(piece: str, kind: str) -> _InCell:
    if times := _times(piece):
        count, model = times
        return _InCell(count, _model(model, kind))
    match = _COUNTED.fullmatch(piece)
    if match is None or _SIZED.match(fold(piece)):
        doubtful = _TIMES_BARE.fullmatch(piece) is not None
        return _InCell(1.0, _model(piece, kind), doubtful=doubtful)
    first = fold(match[2]).split()[:1]
    named = type_words().inside(fold(match[2])) is not None or bool(set(first) & brands())
    if named:
        return _InCell(float(match[1]), _model(match[2], kind))
    return _InCell(1.0, piece, doubtful=True)


def _times(piece: str) -> tuple[float, str] | None:
    """The number of a model surely written in a text: « 2 x P24 », « P24 (x2) », « P24 x2 »."""
    if match := _TIMES.fullmatch(piece):
        return float(match[1]), match[2]
    if match := _TIMES_AFTER.fullmatch(piece):
        return float(match[2]), match[1]
    match = _TIMES_BARE.fullmatch(piece)
    if match is None:
        return None
    code = any(letter.isdecimal() for letter in match[1].split()[-1])
    sure = code or type_words().exact(fold(match[1])) is not None
    return (float(match[2]), match[1]) if sure else None


def _model(text: str, kind: str) -> str:
    """The model a text gives, "" when it only repeats the kind of its column."""
    return "" if type_words().exact(fold(text)) == kind else text


def _unfolded(
    rows: Sequence[Sequence[str]],
    header: int,
    kinds: Mapping[int, str],
    places: Mapping[int, Field],
) -> _Unfolded:
    place = next((each for each in (Field.SITE, Field.ENTITY) if each not in places.values()), None)
    added = ["Type", "Modèle", "Quantité", "Statut"]
    added += [{Field.SITE: "Site", Field.ENTITY: "Entité"}[place]] if place else []
    done = _Unfolded()
    for number, cells in enumerate(rows[:header], start=1):
        done.add(cells, number)
    heads = [cell if column in places else "" for column, cell in enumerate(rows[header])]
    done.add([*heads, *added], header + 1)
    title = ""
    for number, cells in enumerate(rows[header + 1 :], start=header + 2):
        filled = [cell for cell in cells if cell]
        own = [cell if column in places else "" for column, cell in enumerate(cells)]
        if is_total(filled):
            done.add(filled[:1], number)
        elif _is_title(filled):
            title = filled[0]
            done.titles.append(title)
            done.add(filled, number, Nature.HEADING)
        elif all(cells[column] == rows[header][column] for column in kinds):
            done.add(filled, number, Nature.HEADING)
        else:
            _desk(done, number, own, cells, (rows[header], kinds, title))
    return done


def _desk(
    done: _Unfolded,
    number: int,
    own: Sequence[str],
    cells: Sequence[str],
    context: tuple[Sequence[str], Mapping[int, str], str],
) -> None:
    """The devices of one desk, a row each; a desk without any is a row left aside."""
    headings, kinds, title = context
    before = len(done.cells)
    for column, kind in kinds.items():
        if _is_foreign(cells[column]):
            continue
        for each in _devices_in(cells[column], kind):
            other = kind == "desktop" and _is_other(each.model)
            plain = "Ordinateur" if other else _NUMBERED.sub("", headings[column]) if kind else ""
            if each.left:
                done.left.append((number, cells[column]))
                continue
            if each.doubtful:
                done.doubtful.append((number, cells[column]))
            done.devices += each.count
            new = [plain, each.model, f"{each.count:.0f}", each.status, title]
            done.add([*own, *new], number)
    if len(done.cells) == before:
        done.add(own, number, Nature.EMPTY)


def _is_other(model: str) -> bool:
    """Whether a model under « UC » is a computer other than a desktop."""
    text = fold(model)
    named = type_words().inside(text) in {"laptop", "thin_client", "workstation"}
    return named or _by_rule(text) not in {None, "desktop"}


def _by_rule(text: str) -> str | None:
    """The device a rule on models sees in the folded text of a computer, or None."""
    rules = (rule for rule in model_rules() if rule.applies("computer"))
    return next((rule.device for rule in rules if re.search(rule.pattern, text)), None)


def _is_title(filled: Sequence[str]) -> bool:
    """Whether the only text of a row names a place or a service, and no device."""
    if len(filled) != 1:
        return False
    plain = fold(filled[0])
    words = plain.split()
    if not words or any(letter.isdecimal() for letter in plain) or words[0] in brands():
        return False
    known = _words("one") | _words("none")
    if plain in known or type_words().exact(plain) is not None or status_words().exact(plain):
        return False
    return _by_rule(plain) is None
