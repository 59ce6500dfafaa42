"""The machine described by a cell: its processors, gigabytes, counts, load, part of a host."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

from jalons.footprint.engine.reading.vocabulary.cells import read_number
from jalons.tabular.folding import fold

# Beyond these nobody's server goes: a slip of the pen, or another unit.
MOST_RAM_GB = 12_288.0
MOST_DISK_GB = 2_000_000.0
MOST_CORES = 1024.0
MOST_UNITS = 64.0
MOST_HOURS = 8784.0
# A bare memory of 4096 and more is in megabytes, as OCS and agents write it.
_MEGABYTES = 4096.0

_UNITS: Mapping[str, float] = {
    "to": 1000.0, "tb": 1000.0, "tio": 1024.0, "tib": 1024.0, "t": 1000.0,
    "go": 1.0, "gb": 1.0, "gio": 1.0, "gib": 1.0, "g": 1.0,
    "mo": 1 / 1024, "mb": 1 / 1024, "mio": 1 / 1024, "mib": 1 / 1024, "m": 1 / 1024,
}  # fmt: skip
_SIZE = re.compile(
    r"(?:(\d{1,3}) ?[x×*] ?)?(-?\d[\d  ]*(?:[.,]\d+)?) ?(to|tb|tio|tib|go|gb|gio|gib|mo|mb|mio|mib"
    r"|[tgm])?(?: ?(?:ssd|hdd|nvme|sata|sas|ddr\d\w?|ecc|ram))*",
    re.IGNORECASE,
)
_APART = re.compile(r" \+ |\n|\r|;|\||<br ?/?>", re.IGNORECASE)
_TIMES = re.compile(r"\(?(\d{1,2}) ?[x×*]\)? ?(.+)", re.IGNORECASE)
_TIMES_AFTER = re.compile(r"(.+?) ?\(?[x×*] ?(\d{1,2})\)?", re.IGNORECASE)


def read_processor(text: str) -> tuple[str, float | None]:
    """The name of the processors of a cell, and how many when it says so; "" for no name.

    >>> read_processor("2 x Intel Xeon Gold 6134")
    ('Intel Xeon Gold 6134', 2.0)
    """
    names: list[str] = []
    units, counted = 0.0, False
    for part in filter(None, (each.strip() for each in _APART.split(text))):
        before, after = _TIMES.fullmatch(part), _TIMES_AFTER.fullmatch(part)
        name, times = part, 1.0
        if before:
            name, times = before[2], float(before[1])
        elif after:
            name, times = after[1], float(after[2])
        names.append(name.strip()[:120])
        units, counted = units + times, counted or bool(before or after)
    named = [name for name in names if re.search(r"[^\W\d]{2}", name)]
    if not named or fold(named[0]).endswith("vcpu"):
        return "", None
    return named[0], units if counted or len(named) > 1 else None


def gigabytes_of(heading: str, *, memory: bool = False) -> Callable[[str], float | None]:
    """What reads the gigabytes of the cells under a heading, whose unit applies to bare numbers.

    More than 0 of memory, at most 12 TB of it or 2 PB of disk; else None. NumEcoEval gives storage
    in TB.

    >>> read = gigabytes_of("Mémoire", memory=True)
    >>> read("64 Go"), read("2x32Go"), read("65536"), read("0"), read("100 To")
    (64.0, 64.0, 64.0, None, None)
    """
    words = fold(heading).split()
    unit = next((word for word in words if word in _UNITS and len(word) > 1), "")
    if fold(heading) in {"capacite stockage", "capacitestockage"}:
        unit = "to"
    most = MOST_RAM_GB if memory else MOST_DISK_GB

    def read(text: str) -> float | None:
        total = 0.0
        for part in filter(None, (each.strip() for each in _APART.split(text))):
            match = _SIZE.fullmatch(part)
            if not match:
                return None
            times, amount, own = match.groups()
            value = read_number(amount)
            if value is None:
                return None
            factor = _UNITS[(own or unit or "go").lower()]
            if memory and not own and not unit and value >= _MEGABYTES:
                factor = _UNITS["mo"]
            total += float(times or 1) * value * factor
        least = 1e-9 if memory else 0.0
        return total if text.strip() and least <= total <= most else None

    return read


def count_of(most: float) -> Callable[[str], float | None]:
    """What reads a count from 1 to ``most``: « 16 », « 16 cœurs »; else None.

    >>> count_of(64)("2 CPU"), count_of(64)("0")
    (2.0, None)
    """

    def read(text: str) -> float | None:
        match = re.fullmatch(r"(\d[\d  ]*(?:[.,]0+)?)(?: ?[^\W\d]+)*", text.strip())
        value = read_number(match[1]) if match else None
        return value if value is not None and 1 <= value <= most and value == int(value) else None

    return read


def read_percent(text: str) -> float | None:
    """A load in percent, from 0 to 100: « 30 », « 30 % »; else None.

    >>> read_percent("30 %"), read_percent("130")
    (30.0, None)
    """
    value = read_number(text.strip().removesuffix("%").strip())
    return value if value is not None and 0 <= value <= 100 else None


def read_share(text: str) -> float | None:
    """A part of a host, from 0 to 1: « 0,25 », « 25 % »; else None.

    >>> read_share("0,25"), read_share("25 %"), read_share("3")
    (0.25, 0.25, None)
    """
    percent = text.strip().endswith("%")
    value = read_number(text.strip().removesuffix("%").strip())
    if value is not None and percent:
        value /= 100
    return value if value is not None and 0 <= value <= 1 else None


def read_hours(text: str) -> float | None:
    """Hours in a year, more than 0 and at most 8,784; else None.

    >>> read_hours("8760"), read_hours("9000")
    (8760.0, None)
    """
    value = read_number(text.strip().lower().removesuffix("h").strip())
    return value if value is not None and 0 < value <= MOST_HOURS else None


def figure_reader(field: str, heading: str) -> Callable[[str], float | None]:
    """What reads the cells of a field that describes a machine, under its heading."""
    if field == "ram_gb":
        return gigabytes_of(heading, memory=True)
    if field.endswith("_gb"):
        return gigabytes_of(heading)
    return _READERS[field]


_READERS: Mapping[str, Callable[[str], float | None]] = {
    "cpu_units": count_of(MOST_UNITS),
    "cpu_cores": count_of(MOST_CORES),
    "gpu_units": count_of(MOST_UNITS),
    "vcpu": count_of(MOST_CORES),
    "load": read_percent,
    "share_key": read_share,
    "yearly_hours": read_hours,
}
FIGURES = (*_READERS, "ram_gb", "ssd_gb", "hdd_gb", "storage_gb")
