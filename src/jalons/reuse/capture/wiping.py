"""What people bring of a wiping: the logs of nwipe, versions 0.24 to 0.42, as facts of each drive.

A drive counts as wiped when its last round is written as finished, its blanking too if it began,
its row of errors is there and all zeros, and its row of status agrees. The word "Erased" alone
proves nothing: a run that only reads prints it, and old versions did after a failure.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from typing import Any

from jalons.kernel.tables import package_table
from jalons.reuse.engine.errors import ReuseError
from jalons.reuse.engine.wiping.facts import (
    Certificate,
    Checked,
    Completion,
    DriveLog,
    Hidden,
    Medium,
    Method,
    Verification,
)
from jalons.reuse.engine.wiping.rules import table as rule_table
from jalons.reuse.engine.wiping.verdict import is_usable

MOST_BYTES = 5_000_000
FORMAT = package_table("jalons.reuse", "nwipe")
_STAMP = re.compile(
    r"\[(\d{4}/\d\d/\d\d) \d\d:\d\d:\d\d\] +(?:nwipe: +)?"
    r"(?:(debug|info|notice|warning|error|fatal|sanity): )?(.*)"
)
_AROUND = re.compile(  # colours of a terminal, and what a system journal writes before a line
    r"\x1b\[[\d;?]*[A-Za-z]|^\w{3} +\d+ \d\d:\d\d:\d\d \S+ nwipe(?:\[\d+\])?: ", re.MULTILINE
)
_DEV = r"(?:[Dd]evice )?'?(?P<dev>/dev/[\w/.-]+?)'?"
_BANNER = re.compile(r"(?:banner += .*?)?nwipe (\d+\.\d\S*)$|ShredOS \S*?_(\d+\.\d\S*)$")
_FOUND = re.compile(r"Found (/dev/[^,]+), *([^,]*), *(.*), *([^,]*), S/N=(.*)$")
_SETTING = re.compile(r"(method|verify|system-[a-z-]+) += (.*)$")
_TOTAL = re.compile(r"Total device bytes +=\s*(\d+)")
_NAMESPACE = re.compile(r"NVMe namespace '(\S+)' belongs to NVMe controller '(\S+)'")
_ROW = re.compile(r"!? *(\S+) +\|(.*)$")
_SUCCESS, _FAILURE = "was successful", "has failed"
_VERIFICATIONS = {"0": Verification.NONE, "1": Verification.LAST, "2": Verification.ALL}


@dataclass(slots=True)
class DriveLines:
    """What a run writes of one drive."""

    path: str
    bus: str = ""
    model: str = ""
    serial: str = ""
    size: int | None = None
    method: str = ""
    passes: int = 0
    rounds: int = 0
    is_final: bool = False
    is_blank: bool = True
    verified: bool = False
    failed: bool = False
    hidden: Hidden = Hidden.UNKNOWN
    written: list[int] = field(default_factory=list)
    counted: int = 0
    errors: int | None = None
    unwiped: int = 0
    status: str = ""
    action: str = ""
    outcome: str = ""
    days: list[date] = field(default_factory=list)
    trace: list[str] = field(default_factory=list)

    @property
    def worked(self) -> bool:
        """Whether something was done to it, a reading at least."""
        return bool(self.method or self.action or self.status)


_SETS: Mapping[str, Callable[[DriveLines, dict[str, Any]], dict[str, Any]]] = {
    "serial": lambda _each, found: {"serial": found["text"].strip()},
    "size": lambda _each, found: {"size": int(found["n"])},
    "invoked": lambda _each, found: {"method": found["text"]},
    "round": lambda _each, found: {"rounds": int(found["of"])},
    "finished": lambda each, _found: {"passes": each.passes + 1},
    "final": lambda each, found: {"is_final": int(found["n"]) == int(found["of"]) >= each.rounds},
    "written": lambda each, found: {"written": [*each.written, int(found["n"])]},
    "verified": lambda _each, _found: {"verified": True},
    "blanking": lambda _each, _found: {"is_blank": False},
    "blanked": lambda each, _found: {"is_blank": True, "passes": each.passes + 1},
    "hidden": lambda _each, found: {"hidden": Hidden(FORMAT["hidden"][found["text"]])},
    "sanitize": lambda _each, found: {"action": found["text"], "outcome": found["outcome"]},
    "issued": lambda each, _found: {"action": each.action or "?"},
    "counted": lambda each, found: {"counted": each.counted + int(found["n"])},
    **dict.fromkeys(("failure", "crashed", "exited"), lambda _each, _found: {"failed": True}),
    "geometry": lambda _each, _found: {},
}


@dataclass(slots=True)
class WipingRun:
    """One run of the program, from its banner to its last sentence."""

    version: str = ""
    settings: dict[str, str] = field(default_factory=dict)
    drives: dict[str, DriveLines] = field(default_factory=dict)
    controllers: dict[str, str] = field(default_factory=dict)
    current: str = ""
    table: str = ""
    ended: bool = False

    @property
    def worked(self) -> bool:
        """Whether something was done to a drive."""
        return any(each.worked for each in self.drives.values())

    def drive(self, path: str) -> DriveLines:
        """The drive of that path; a controller is its namespace."""
        path = self.controllers.get(path, path)
        return self.drives.setdefault(path, DriveLines(path))

    def named(self, short: str) -> DriveLines | None:
        """The drive a row of a table is about: tables cut names from the left."""
        found = [each for each in self.drives.values() if each.path.endswith(short)]
        exact = [each for each in found if each.path == f"/dev/{short}"]
        return (exact or found)[0] if len(exact or found) == 1 else None


def read_log(content: bytes) -> tuple[DriveLog, ...]:
    """The drives of a log of nwipe that were worked on, run after run.

    Raises ``ReuseError`` (``wipe_log_unknown``, ``wipe_log_heavy``).
    """
    check_size(content)
    text = content.decode("utf-8", "replace").replace("\x00", "").replace("\r", "")
    lines = _AROUND.sub("", text).split("\n")
    found = tuple(
        DriveLog(
            each.path, certificate_of(run, each), _host(run, "serial-number"), tuple(each.trace)
        )
        for run in _runs(lines)
        for each in run.drives.values()
        if each.worked
    )
    if not found:
        raise ReuseError("wipe_log_unknown")
    return found


def check_size(content: bytes) -> None:
    """Raise ``ReuseError`` (``wipe_log_heavy``) for what is too large to be a log."""
    if len(content) > MOST_BYTES:
        raise ReuseError("wipe_log_heavy", most=MOST_BYTES // 1_000_000)


def _runs(lines: list[str]) -> Iterator[WipingRun]:
    run = WipingRun()
    for line in lines:
        stamp = _STAMP.match(line.strip())
        if stamp is None:
            _table_line(run, line.strip())
            continue
        day, level, text = stamp[1], stamp[2] or "", stamp[3].strip()
        banner = _BANNER.match(text)
        opens = (banner and not text.startswith("banner")) or text.startswith(
            tuple(FORMAT["opens"])
        )
        if opens and (run.ended or run.worked):
            yield run
            run = WipingRun()
        if banner:
            run.version = banner[1] or banner[2]
        _dated_line(run, day, level, text)
    yield run


def _dated_line(run: WipingRun, day: str, level: str, text: str) -> None:
    """Store what a dated line says of the run, or of one drive."""
    if setting := _SETTING.match(text):
        run.settings[setting[1]] = setting[2].strip()
    elif found := _FOUND.match(text):
        each = run.drive(found[1])
        each.bus, each.model, each.serial = (found[n].strip() for n in (2, 3, 5))
    elif total := _TOTAL.match(text):
        run.drive(run.current).size = int(total[1])
    elif namespace := _NAMESPACE.match(text):
        run.controllers[namespace[2]] = namespace[1]
    elif not _drive_line(run, day, text):
        run.ended |= text.startswith(tuple(FORMAT["ends"]))
        if level in {"error", "fatal", "sanity"} and not text.startswith(tuple(FORMAT["harmless"])):
            for each in run.drives.values():
                if re.search(rf"{re.escape(each.path)}(?![\w-])", text):
                    each.failed = True
                    each.trace.append(text)


@cache
def _events() -> dict[str, re.Pattern[str]]:
    events: dict[str, str] = FORMAT["events"]
    return {name: re.compile(text.replace("{dev}", _DEV)) for name, text in events.items()}


def _drive_line(run: WipingRun, day: str, text: str) -> bool:
    for name, pattern in _events().items():
        found = pattern.match(text)
        if found is None:
            continue
        run.current = found["dev"]
        each = run.drive(run.current)
        for attribute, value in _SETS[name](each, found.groupdict()).items():
            setattr(each, attribute, value)
        if name not in {"serial", "size", "geometry", "hidden"}:
            with suppress(ValueError):
                each.days.append(date(*map(int, day.split("/"))))
        if name not in {"serial", "size", "geometry", "round", "finished", "blanking"}:
            each.trace.append(text)
        return True
    return False


def _table_line(run: WipingRun, line: str) -> None:
    """Store what a line of the last tables says: errors, bytes, status."""
    if line.startswith("***"):
        run.table = next((each for each in FORMAT["tables"] if each in line), "")
    row = _ROW.match(line) if run.table else None
    each = run.named(row[1]) if row else None
    if row is None or each is None:
        return
    cells = [cell.strip() for cell in row[2].split("|")]
    numbers = [int(cell) for cell in cells if cell.isascii() and cell.isdecimal()]
    if run.table == "Error Summary" and numbers:
        each.errors = sum(numbers)
    elif run.table == "Erasure Summary" and len(numbers) > 1:
        each.unwiped, each.size = max(numbers[1] - numbers[0], 0), each.size or numbers[1]
    elif run.table == "Drive Status":
        each.status = cells[0]
    each.trace.append(line)


# From lines to facts ------------------------------------------------------------------------------


def method_of(name: str) -> Method:
    """The method of a name that nwipe gives; unknown when the list does not have it."""
    words = " ".join(name.split())
    if words in FORMAT["only_reads"]:
        return Method.ONLY_READS
    return Method.OVERWRITE if words in FORMAT["overwrites"] else Method.UNKNOWN


def medium_of(bus: str) -> Medium:
    """The medium that a bus names for sure; an ATA or SAS drive without "SSD" stays unknown."""
    words = bus.upper()
    if words.startswith("NVME"):
        return Medium.NVME
    if words.startswith("MMC"):
        return Medium.EMMC
    return Medium.SSD if words.startswith(("ATA", "SAS")) and "SSD" in words else Medium.UNKNOWN


def maker_of(model: str) -> str:
    """The maker that the first letters of a model name, empty when they name none."""
    words = re.sub(r"^ATA +", "", model.strip().upper())
    for start, maker in rule_table()["makers"].items():
        rest = words[len(start) :]
        if words.startswith(start) and (len(start) > 2 or rest[:1].isdigit()):
            return str(maker)
    return ""


def certificate_of(run: WipingRun, each: DriveLines) -> Certificate:
    """The facts that the lines on a drive amount to."""
    maker, medium = maker_of(each.model), medium_of(each.bus)
    short = [each.size - one for one in each.written if each.size and one < each.size]
    verification = _verification(run, each)
    errors = (each.counted or None) if each.errors is None else max(each.errors, each.counted)
    is_verified = verification in {Verification.LAST, Verification.ALL} and each.verified
    return Certificate(
        maker=maker,
        model=each.model,
        serial=each.serial if is_usable(each.serial) else "",
        medium=medium,
        capacity=each.size or None,
        host=" ".join(filter(None, (_host(run, "manufacturer"), _host(run, "product-name")))),
        method=_method(each, medium),
        method_name=each.method or each.action,
        tool="nwipe",
        tool_version=run.version,
        passes=each.passes or None,
        completion=_completion(run, each),
        errors=errors,
        unwiped=max(each.unwiped, *short, 0) if each.method else 0,
        verification=verification,
        verified=Checked.YES if is_verified and not errors else Checked.UNKNOWN,
        hidden=each.hidden,
        sanitize_log={_SUCCESS: Checked.YES, _FAILURE: Checked.NO}.get(
            each.outcome, Checked.UNKNOWN
        ),
        started_on=min(each.days, default=None),
        ended_on=max(each.days, default=None),
        inferred=frozenset({"maker"} if maker else ()),
    )


def _method(each: DriveLines, medium: Medium) -> Method:
    """What was done: a command of the drive that succeeded counts before an overwriting."""
    if each.action and (each.outcome == _SUCCESS or not each.method):
        found = Method(FORMAT["actions"].get(each.action, ""))
        is_erase = found in {Method.BLOCK_ERASE, Method.UNKNOWN}
        return Method.NVME_SANITIZE if medium is Medium.NVME and is_erase else found
    return method_of(each.method)


def _completion(run: WipingRun, each: DriveLines) -> Completion:
    """Whether the work on a drive went to its end: unknown unless every sign is there."""
    if each.failed or each.outcome == _FAILURE or "FAIL" in each.status:
        return Completion.FAILED
    if "ABORT" in each.status or "INSAN" in each.status:
        return Completion.INTERRUPTED
    if each.action and not each.method:
        return Completion.COMPLETED if each.outcome == _SUCCESS else Completion.UNKNOWN
    if method_of(each.method) is Method.ONLY_READS:
        return Completion.UNKNOWN
    is_over = each.is_final and each.is_blank
    if run.ended and not is_over:
        return Completion.INTERRUPTED
    agrees = each.status == "Erased" or not any(one.status for one in run.drives.values())
    return Completion.COMPLETED if is_over and run.ended and agrees else Completion.UNKNOWN


def _verification(run: WipingRun, each: DriveLines) -> Verification:
    unread = Verification.LAST if each.verified else Verification.UNKNOWN
    return _VERIFICATIONS.get(run.settings.get("verify", "")[:1], unread)


def _host(run: WipingRun, name: str) -> str:
    words = run.settings.get(f"system-{name}", "")
    return words if is_usable(words) and "O.E.M" not in words else ""
