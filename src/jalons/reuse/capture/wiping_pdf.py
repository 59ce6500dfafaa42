"""The certificates that nwipe writes as PDF (0.35 to 0.42), read by the labels of their first page.

pypdf is heavy: only the process of a heavy page, a worker or a command calls this.
"""

from __future__ import annotations

import re
from contextlib import suppress
from dataclasses import replace
from datetime import date
from io import BytesIO
from typing import Any

from jalons.reuse.capture.wiping import (
    FORMAT,
    DriveLines,
    WipingRun,
    certificate_of,
    check_size,
    read_log,
)
from jalons.reuse.engine.errors import ReuseError
from jalons.reuse.engine.wiping.facts import DriveLog, Hidden

_LINE, _RIGHT = 4.0, 290.0  # points: what is on one line; where the second column begins
_STATES = {"ERASED": "Erased", "FAILED": "-FAILED-", "": ""}
_VERIFY = {"None": "0", "Last": "1", "All": "2"}

type _Placed = tuple[float, float, str]


def read_wiping(content: bytes) -> tuple[DriveLog, ...]:
    """The drives of a file people bring: a log or a certificate of nwipe.

    Raises ``ReuseError`` (``wipe_log_unknown``, ``wipe_log_heavy``, ``wipe_pdf_unreadable``).
    """
    is_pdf = content[:1024].lstrip().startswith(b"%PDF-")
    return (read_certificate(content),) if is_pdf else read_log(content)


def read_certificate(content: bytes) -> DriveLog:
    """The drive of a certificate of nwipe, one a file. Raises like ``read_wiping``."""
    check_size(content)
    texts = _texts(content)
    every = " ".join(text for _x, _y, text in texts)
    if FORMAT["pdf"]["mark"] not in every:
        raise ReuseError("wipe_log_unknown")
    values = _values(texts)
    version = re.search(FORMAT["pdf"]["version"], every)
    verify = _VERIFY.get(values.get("verify", ""), "")
    run = WipingRun(version[1] if version else "", {"verify": verify}, ended=True)
    read = certificate_of(run, _lines(values))
    if read.passes:  # the certificate counts rounds
        read = replace(read, inferred=read.inferred | {"passes"})
    trace = tuple(f"{name}: {value}" for name, value in values.items() if name != "serial")
    return DriveLog("", read, trace=trace)


def _texts(content: bytes) -> list[_Placed]:
    """The texts of the first page with their place, in the order they were drawn."""
    import pypdf
    from pypdf.errors import PyPdfError

    found: list[_Placed] = []

    def visit(text: str, _cm: Any, tm: Any, _font: Any, _size: Any) -> None:
        if text.strip():
            found.append((float(tm[4]), float(tm[5]), " ".join(text.split())))

    try:
        pypdf.PdfReader(BytesIO(content)).pages[0].extract_text(visitor_text=visit)
    except (
        PyPdfError,
        ValueError,
        LookupError,
        TypeError,
        AttributeError,
        RecursionError,
    ) as error:
        raise ReuseError("wipe_pdf_unreadable") from error
    return found


def _values(texts: list[_Placed]) -> dict[str, str]:
    """The values by field: what stands on the line of a label, at its right, in its column."""
    labels, values = FORMAT["pdf"]["labels"], dict[str, str]()
    for x, y, label in texts:
        beside = [
            (at, text)
            for at, height, text in texts
            if label in labels and text not in labels and at > x
            if abs(height - y) < _LINE and (at >= _RIGHT) == (x >= _RIGHT)
        ]
        if beside:
            values.setdefault(labels[label], min(beside)[1])
    return values


def _lines(values: dict[str, str]) -> DriveLines:
    """The same as the lines of a log would say it; done when rounds, bytes and status agree."""
    status, method = values.get("status", ""), re.sub(r" \([RS]\)$", "", values.get("method", ""))
    errors = [int(each) for each in re.findall(r"\d+", values.get("errors", ""))][:3]
    done, _bar, wanted = values.get("rounds", "").partition("/")
    rounds = int(done) if done.isdecimal() else 0
    passes = rounds * FORMAT["overwrites"].get(method, 0)
    erased = re.match(r"\d+", values.get("bytes", ""))
    size = _bytes(values.get("size", ""))
    whole = max(size or 0, _bytes(values.get("real", "")) or 0)  # with what hidden areas have
    days = [day for name in ("start", "end") if (day := _day(values.get(name, "")))]
    return DriveLines(
        "",
        bus=values.get("bus", ""),
        model=values.get("model", ""),
        serial=values.get("serial", ""),
        size=size,
        method=method,
        passes=passes + (values.get("blank") in {"Zeros", "Ones"}) if passes else 0,
        is_final=rounds > 0 and done == wanted and "(100" in values.get("bytes", ""),
        verified=status == "ERASED",
        hidden=Hidden(FORMAT["pdf"]["hidden"].get(values.get("hidden", ""), "")),
        errors=sum(errors) if len(errors) == 3 else None,
        unwiped=max(whole - int(erased[0]), 0) if erased else 0,
        status=_STATES.get(status, "ABORTED"),
        days=days,
    )


def _bytes(text: str) -> int | None:
    found = re.search(r"(\d+) ?(?:bytes|[Bb]$)", text)
    return int(found[1]) if found else None


def _day(text: str) -> date | None:
    with suppress(ValueError):
        return date(*map(int, text.split(" ", maxsplit=1)[0].split("/")))
    return None
