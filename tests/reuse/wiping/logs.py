"""Logs and certificates written like those of nwipe, for the tests.

They are ours: written after the formats of its source (0.24, 0.30, 0.32, 0.34, 0.38, 0.42), with
drives that do not exist. No log of anybody is here.
"""

from __future__ import annotations

from dataclasses import dataclass

SIZE = 500107862016


@dataclass(frozen=True)
class Drive:
    """A drive of a sample: what is special about it."""

    path: str = "/dev/sda"
    bus: str = " ATA"
    model: str = "TOSHIBA MQ01ABD050"
    serial: str = "35H2SCTWS"
    size: int = SIZE
    outcome: str = "done"  # done, aborted, failed, cut
    pass_errors: int = 0
    verify_errors: int = 0
    hidden: str = "none"  # none, found, unknown


def line(text: str, level: str = "notice", hour: int = 10) -> str:
    """A line of versions after 0.25."""
    return f"[2026/10/12 {hour:02}:20:30] {level:>7}: {text}"


def old_log(*drives: Drive, method: str = "PRNG Stream", ended: bool = True) -> str:
    """A log of 0.24: no table at the end, no status, quotes around the paths."""

    def old(text: str, level: str = "notice") -> str:
        return f"[2026/10/12 10:20:30] nwipe: {level}: {text}"

    lines = [old("Opened entropy source '/dev/urandom'.")]
    for each in drives:
        path = each.path
        lines += [
            old(f"Device {path} has serial number {each.serial}", "info"),
            old(f"Device '{path}' has sector size 512.", "info"),
            old(f"Device '{path}' is size {each.size}.", "info"),
        ]
    lines += [
        old("  banner   = nwipe 0.24"),
        old(f"  method   = {method}"),
        old("  rounds   = 1"),
        old("  verify   = 1 (last pass)"),
    ]
    for each in drives:
        path = each.path
        lines += [
            old(f"Invoking method '{method}' on device '{path}'."),
            old(f"Starting round 1 of 1 on device '{path}'."),
            old(f"Starting pass 1 of 1, round 1 of 1, on device '{path}'."),
        ]
        if each.outcome == "done":
            lines += [
                old(f"{each.size} bytes written to device '{path}'."),
                old(f"Finished pass 1 of 1, round 1 of 1, on device '{path}'."),
                old(f"Finished round 1 of 1 on device '{path}'."),
                old(f"Blanking device '{path}'."),
                old(f"Verifying that '{path}' is empty."),
                old(f"Verified that '{path}' is empty."),
                old(f"Blanked device '{path}'."),
            ]
        if each.pass_errors:
            lines.append(old(f"{each.pass_errors} wipe errors on device '{path}'.", "error"))
    return "\n".join([*lines, *([old("Nwipe exited.")] if ended else [])]) + "\n"


def log(
    *drives: Drive,
    version: str = "0.38",
    method: str = "PRNG Stream",
    verify: str = "1 (last pass)",
    blank: bool = True,
    ended: bool = True,
) -> str:
    """A log of 0.30 and later; the tables at its end follow the version."""
    new = float(version) >= 0.38
    lines = [line(f"nwipe {version}", "info"), line("Linux version 6.11.11 (x86_64)", "info")]
    for each in drives:
        lines.append(
            line(f"Found {each.path}, {each.bus}, {each.model},  500 GB, S/N={each.serial}")
        )
        if new:
            lines += _hidden(each)
    lines += [
        line(f"Automatically enumerated {len(drives)} devices.", "info"),
        line("system-manufacturer = Dell Inc."),
        line("system-product-name = Latitude 5400"),
        line("system-serial-number = 7XK2L33"),
        line("Opened entropy source '/dev/urandom'."),
        line("Program options are set as follows..."),
        line(f"  banner       = nwipe {version}"),
        line("  prng         = Isaac"),
        line(f"  method       = {method}"),
        line("  rounds       = 1"),
        line(f"  verify       = {verify}"),
    ]
    for each in drives:
        lines += [
            line(f"{each.path} has serial number {each.serial}"),
            line(f"{each.path}, {'log/phy' if new else 'sect/blk'}/dev 512/4096/{each.size}"),
        ]
    for each in drives:
        lines += _work(each, method, verified=verify[0] != "0", blank=blank)
    if not ended:
        return "\n".join(lines) + "\n"
    return "\n".join([*lines, *_summary(drives, version, method)]) + "\n"


def _hidden(each: Drive) -> list[str]:
    if each.hidden == "found":
        return [line(f" *** HIDDEN SECTORS DETECTED ! *** on {each.path}", "warning")]
    if each.hidden == "unknown":
        words = f"HIDDEN SECTORS INDETERMINATE! on {each.path}, Some USB adapters & memory sticks"
        return [line(f"{words} don't support ATA pass through", "warning")]
    return [line(f"No hidden sectors on {each.path}", "info")]


def _work(each: Drive, method: str, *, verified: bool, blank: bool) -> list[str]:
    path, lines = each.path, [line(f"Invoking method '{method}' on {each.path}")]
    if method.startswith("Verify"):
        return [
            *lines,
            line(f"Verifying that {path} is zeroed"),
            line(f"[SUCCESS] Verified that {path} is Zeroed."),
        ]
    lines += [
        line(f"Starting round 1 of 1 on {path}"),
        line(f"Starting pass 1/1, round 1/1, on {path}"),
    ]
    if each.outcome in {"aborted", "cut"}:
        return lines
    if each.outcome == "failed":
        lines.append(line(f"nwipe_random_pass(): Unable to write to '{path}'.", "fatal"))
        return [*lines, line(f"1 wipe errors on '{path}'.", "error")]
    lines.append(line(f"{each.size} bytes written to {path}"))
    if verified:
        lines += [
            line(f"Verifying pass 1 of 1, round 1 of 1, on {path}"),
            line(f"{each.size} bytes read from {path}"),
            line(f"Verified pass 1 of 1, round 1 of 1, on '{path}'."),
        ]
    lines += [
        line(f"Finished pass 1/1, round 1/1, on {path}"),
        line(f"Finished final round 1 of 1 on {path}"),
    ]
    if blank:
        lines += [line(f"Blanking device {path}"), line(f"{each.size} bytes written to {path}")]
        if verified:
            lines += [
                line(f"Verifying that {path} is empty."),
                line(f"[SUCCESS] Verified that {path} is empty."),
            ]
        lines.append(line(f"[SUCCESS] Blanked device {path}"))
    if each.verify_errors:
        lines.append(line(f"{each.verify_errors} verification errors on '{path}'.", "error"))
    return lines


def _summary(drives: tuple[Drive, ...], version: str, method: str) -> list[str]:
    stars, dashes, lines = "*" * 80, "-" * 80, []
    if float(version) > 0.30:
        lines += [
            "",
            f"{'*' * 32} Error Summary {'*' * 33}",
            "!   Device | Pass Errors | Verifications Errors | Fdatasync I\\O Errors",
            dashes,
        ]
        for each in drives:
            errors = max(each.pass_errors, int(each.outcome == "failed"))
            sign = "!" if errors + each.verify_errors else " "
            row = (
                f"{sign} {each.path[5:]:>8} |  {errors:>10} |           {each.verify_errors:>10} |"
            )
            lines.append(row if float(version) < 0.33 else f"{row}           {0:>10}")
        lines.append(stars)
    if float(version) > 0.40 and not method.startswith("Verify"):
        lines += ["", f"{'*' * 31} Erasure Summary {'*' * 32}"]
        lines += ["!   Device |      Bytes Erased |      Bytes Total | Percentage Erased", dashes]
        for each in drives:
            erased = each.size if each.outcome == "done" else each.size // 3
            percent = f"{100 * erased / each.size:.2f}%"
            lines.append(f"  {each.path[5:]:>8} | {erased:>17} | {each.size:>16} | {percent:>17}")
        lines.append(stars)
    lines += ["", f"{'*' * 33} Drive Status {'*' * 33}"]
    lines += ["!   Device | Status | Thru-put | HH:MM:SS | Model/Serial Number", dashes]
    statuses = {"done": " Erased ", "aborted": "UABORTED", "failed": "-FAILED-", "cut": "UABORTED"}
    for each in drives:
        status = "-FAILED-" if each.verify_errors or each.pass_errors else statuses[each.outcome]
        sign = " " if status == " Erased " else "!"
        name = f"{each.model[:17]}/{each.serial}"
        lines.append(f"{sign} {each.path[5:]:>8} |{status}|  98 MB/s | 01:25:04 | {name}")
    lines += [dashes, f"[2026/10/12 12:30:00] Total Throughput  98 MB/s, {method}, 1R+B+VL"]
    lines.append(stars)
    bad = [each for each in drives if each.outcome == "failed" or each.verify_errors]
    aborted = [each for each in drives if each.outcome == "aborted"]
    end = "Nwipe successfully completed. See summary table for details."
    if bad:
        end = "Nwipe exited with errors, check the log & summary table for individual drive status."
    if aborted:
        end = "Nwipe was aborted by the user. Check the summary table for the drive status."
    return [*lines, "", line(end, "info", 12)]


def pdf(version: str = "0.38", **changed: str) -> bytes:
    """A certificate of nwipe: the texts of its first page, where it puts them."""
    errors = "Errors(pass/sync/verify" + ("/retries):" if float(version) > 0.40 else "):")
    values = {
        "model": "TOSHIBA MQ01ABD050", "serial": "35H2SCTWS", "bus": "ATA",
        "size": f"500 GB, {SIZE} bytes", "start": "2026/10/12 10:20:30",
        "end": "2026/10/12 12:30:00", "status": "ERASED", "method": "PRNG Stream",
        "verify": "Last", "bytes": f"{SIZE}, (100.00%)", "rounds": "1/1",
        "hidden": "No hidden sectors", "errors": "0/0/0" + ("/0" if "retries" in errors else ""),
        "title": "Disk Erasure Report",
    } | changed  # fmt: skip
    texts = [
        (150, 695, values["title"]), (180, 30, f"Disc Erasure by NWIPE version {version}"),
        (60, 610, "Business Name:"), (153, 610, "Atelier municipal"),
        (60, 410, "Make/Model:"), (135, 410, values["model"]),
        (340, 410, "Serial:"), (380, 410, values["serial"]),
        (340, 390, "Bus:"), (370, 390, values["bus"]),
        (60, 390, "Size(Apparent): "), (145, 390, values["size"]),
        (60, 370, "Size(Real):"), (125, 370, values.get("real", values["size"])),
        (60, 310, "Start time:"), (120, 310, values["start"]),
        (300, 310, "End time:"), (360, 310, values["end"]),
        (300, 290, "Status:"), (365, 290, values["status"]),
        (60, 270, "Method:"), (110, 270, values["method"]),
        (300, 270, "PRNG algorithm:"), (395, 270, "Isaac"),
        (60, 250, "Final Pass(Zeros/Ones/None):"), (230, 250, "Zeros"),
        (300, 250, "Verify Pass(Last/All/None):"), (450, 250, values["verify"]),
        (60, 230, "*Bytes Erased:"), (145, 230, values["bytes"]),
        (300, 230, "Rounds(completed/requested):"), (470, 230, values["rounds"]),
        (60, 210, "HPA/DCO:"), (130, 210, values["hidden"]),
        (60, 190, errors), (230, 190, values["errors"]),
    ]  # fmt: skip
    return _written(texts)


def _written(texts: list[tuple[int, int, str]]) -> bytes:
    """A PDF of one page with texts at their places, and nothing else."""

    def escaped(text: str) -> str:
        return text.replace("\\", r"\\").replace("(", r"\(").replace(")", r"\)")

    drawn = "".join(f"BT {x} {y} TD /F1 10 Tf ({escaped(text)}) Tj ET\r\n" for x, y, text in texts)
    stream = drawn.encode("cp1252")
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        (
            b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R"
            b" /Resources << /Font << /F1 5 0 R >> >> >>"
        ),
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(stream), stream),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
    ]
    content, places = b"%PDF-1.4\n", []
    for number, each in enumerate(objects, start=1):
        places.append(len(content))
        content += b"%d 0 obj\n%s\nendobj\n" % (number, each)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    end = len(content)
    content += b"xref\n0 6\n0000000000 65535 f \n" + table
    return content + b"trailer << /Size 6 /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % end
