"""Pages judged by the budget of Jalons: one of anybody's, or every page of our own."""

from __future__ import annotations

import json
import os
import platform
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import click

from jalons import __version__
from jalons.kernel import Messages
from jalons.kernel.errors import language
from jalons.webaudit.capture import AxeSource, Chromium, Visit
from jalons.webaudit.capture.survey import STRANGER, Survey, Visitor
from jalons.webaudit.cli.product import Product
from jalons.webaudit.engine.budget import Verdict, judge
from jalons.webaudit.engine.errors import WebAuditError
from jalons.webaudit.engine.record import page_record
from jalons.webaudit.engine.survey import Audited, Route, unvisited
from jalons.webaudit.store import carbon_model, ecoindex_method, house_budget
from jalons.wording import format_number

say = Messages.of("jalons.webaudit").text

AXE_FILE = Path("node_modules") / "axe-core" / "axe.min.js"
SCREENSHOT_WIDTHS = (1280, 360)
SEES_MOST = "administrator"  # the role whose pages are the longest
INSTANCES = 4
SHARED = 2  # processes: a fifth of the processor less than one a tab, the same measures
COLUMNS = ("role", "dom", "requests", "kb", "ecoindex", "axe", "console", "third", "bare", "ms")

axe_option = click.option(
    "--axe", type=click.Path(dir_okay=False, path_type=Path), help=say("cli.axe")
)
seconds_option = click.option(
    "--seconds",
    type=click.FloatRange(1, 300),
    default=30,
    show_default=True,
    help=say("cli.seconds"),
)


@click.command(help=say("cli.page"))
@click.argument("url")
@click.option("--json", "as_json", is_flag=True, help=say("cli.json"))
@click.option("--header", "headers", multiple=True, metavar="NAME:VALUE", help=say("cli.header"))
@axe_option
@seconds_option
def page(
    *, url: str, as_json: bool, headers: Sequence[str], axe: Path | None, seconds: float
) -> None:
    """Visit one page, whose address the user typed, and judge it by the budget of Jalons."""
    if not url.startswith(("http://", "https://")):
        raise WebAuditError("url_invalid", url=url)
    sent = dict(_header(text) for text in headers)
    visit = Visit(axe=axe_source(axe, needed=axe is not None), seconds=seconds)
    with Chromium() as chromium, chromium.identity(headers=sent, language=language()) as visitor:
        capture = visit.capture(chromium, url, visitor)
    verdict = judge(capture, house_budget(), ecoindex_method())
    record = page_record(capture, verdict, ecoindex_method(), carbon_model())
    if as_json:
        click.echo(json.dumps(record, ensure_ascii=False, indent=1))
        return
    click.echo(_headings())
    click.echo(_row("—", record["url"], record))
    _show_verdict(verdict)


@click.command("self", help=say("cli.self"))
@click.option("--json", "out", type=click.Path(dir_okay=False, path_type=Path), help=say("cli.out"))
@click.option(
    "--screenshots",
    type=click.Path(file_okay=False, path_type=Path),
    help=say("cli.screenshots"),
)
@click.option("--empty", is_flag=True, help=say("cli.empty"))
@click.option("--only", default="", metavar="PREFIX", help=say("cli.only"))
@axe_option
@seconds_option
def self_audit(  # noqa: PLR0913 - one argument per option of the command line
    *,
    empty: bool,
    only: str,
    out: Path | None,
    screenshots: Path | None,
    axe: Path | None,
    seconds: float,
) -> None:
    """Start the product, visit every page as every role, and exit with 1 past the budget."""
    visit = Visit(
        axe=axe_source(axe, needed=True),
        seconds=seconds,
        screenshot_widths=SCREENSHOT_WIDTHS if screenshots else (),
    )
    with Product(empty=empty) as product, Chromium(shared=SHARED) as chromium:
        routes = product.routes()
        links = product.sign_in_links()
        survey = Survey(
            chromium,
            product.address,
            routes,
            visit,
            house_budget(),
            ecoindex_method(),
            only=only,
        )
        click.echo(_headings())
        pages: list[Audited] = []
        # a link of which the session is open is still shown to who has none
        seeds = tuple(links.values())[:1]
        visitors = [Visitor(STRANGER, seeds=seeds, instances=INSTANCES)]
        visitors += [
            Visitor(
                role,
                link,
                instances=INSTANCES if role == SEES_MOST else 1,
                scout=role == SEES_MOST,
            )
            for role, link in links.items()
        ]
        for audited in survey.pages(visitors):
            pages.append(audited)
            _show(audited, product.address)
            _save_pictures(audited, screenshots)
        pages.sort(key=lambda audited: (audited.role, audited.route, audited.capture.url))
        requested = [route for route in routes if route.name.startswith(only)]
        report = _report(pages, requested, [*links.values(), product.address], chromium.version)
    if out:
        out.write_text(json.dumps(report, ensure_ascii=False, indent=1) + "\n", "utf-8")
    failed = [audited for audited in pages if not audited.verdict.passed]
    click.echo(say("cli.total", pages=len(pages), failed=len(failed)))
    if report["unvisited"]:
        click.echo(say("cli.unvisited", names=", ".join(report["unvisited"])))
    if failed or not pages:
        raise SystemExit(1)


def _report(
    pages: Sequence[Audited], routes: Sequence[Route], forgotten: Sequence[str], browser: str
) -> dict[str, Any]:
    """The audit as JSON values, rid of what must be ``forgotten``: links and address of the day."""
    budget = house_budget()
    records = [
        {
            "role": audited.role,
            "route": audited.route,
            "stands_for": list(audited.stands_for),
            **_record(audited),
        }
        for audited in pages
    ]
    report = {
        "date": datetime.now(UTC).date().isoformat(),
        "version": __version__,
        "method": {
            "ecoindex": ecoindex_method().version,
            "carbon": carbon_model().version,
            "budget": budget.version,
            "browser": browser,
            "axe": next((a.capture.axe.version for a in pages if a.capture.axe), None),
        },
        "machine": _machine(),
        "budget": {
            "transferred_kb": budget.transferred_kb,
            "requests": budget.requests,
            "dom_nodes": budget.dom_nodes,
            "ecoindex": budget.ecoindex,
        },
        "allowances": {route.name: route.dom_nodes for route in routes if route.dom_nodes},
        "pages": records,
        "unvisited": list(unvisited(routes, pages)),
    }
    text = json.dumps(report)
    for secret in forgotten:
        text = text.replace(secret, "")
    cleaned: dict[str, Any] = json.loads(text)
    return cleaned


def _record(audited: Audited) -> dict[str, Any]:
    return page_record(audited.capture, audited.verdict, ecoindex_method(), carbon_model())


def _machine() -> dict[str, Any]:
    """The machine the audit ran on, as far as Python knows it."""
    model = ""
    cpuinfo = Path("/proc/cpuinfo")
    if cpuinfo.exists():
        lines = cpuinfo.read_text("utf-8", errors="replace").splitlines()
        model = next((line.split(":", 1)[1].strip() for line in lines if "model name" in line), "")
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    return {
        "processor": model or platform.machine(),
        "cores": os.cpu_count(),
        "memory_gb": round(memory / 1e9, 1),
        "system": platform.system(),
        "python": platform.python_version(),
    }


def axe_source(file: Path | None, *, needed: bool) -> AxeSource | None:
    script = file or AXE_FILE
    if not script.exists():
        if needed:
            raise WebAuditError("axe_missing", path=script)
        return None
    words = script.parent / "locales" / f"{language()}.json"
    return AxeSource(script.read_text("utf-8"), words.read_text("utf-8") if words.exists() else "")


def _header(text: str) -> tuple[str, str]:
    name, colon, value = text.partition(":")
    if not colon or not name.strip():
        raise WebAuditError("header_invalid", header=text)
    return name.strip(), value.strip()


def _headings() -> str:
    return line([say(f"cli.column_{name}") for name in COLUMNS], say("cli.column_page"))


def _row(role: str, path: str, record: dict[str, Any]) -> str:
    score, axe, text = record["ecoindex"], record["axe"], record["text_without_javascript"]
    server = record["server_ms"]
    return line(
        [
            role,
            str(record["dom_nodes"]),
            str(record["requests"]),
            format_number(record["transferred_kb"], language(), 1),
            f"{format_number(score['score'], language(), 1)} {score['grade']}" if score else "—",
            str(len(axe["violations"])) if axe else "—",
            str(len(record["console_errors"]) + len(record["csp_violations"])),
            str(len(record["third_party"])),
            "—"
            if text is None
            else say("cli.yes" if text >= house_budget().same_text_share else "cli.no"),
            format_number(server, language(), 0),
        ],
        path,
    )


def line(cells: Sequence[str], last: str) -> str:
    return "  ".join([f"{cells[0]:<13}", *(f"{cell:>8}" for cell in cells[1:]), last])


def _show(audited: Audited, address: str) -> None:
    record = _record(audited)
    path = record["url"].removeprefix(address)
    colour = None if audited.verdict.passed else "red"
    click.secho(_row(audited.role, path, record), fg=colour)
    _show_verdict(audited.verdict)


def _show_verdict(verdict: Verdict) -> None:
    for breach in verdict.breaches:
        details = " ; ".join(dict.fromkeys(breach.details[:5]))
        reason = say(
            f"breach_{breach.check}", value=breach.value, limit=breach.limit, details=details
        )
        click.echo(f"    ✗ {reason}")
    for check in verdict.not_measured:
        click.echo(f"    ? {say(f'missing_{check}')}")


def _save_pictures(audited: Audited, folder: Path | None) -> None:
    if folder is None:
        return
    folder.mkdir(parents=True, exist_ok=True)
    for picture in audited.capture.screenshots:
        name = f"{audited.route.replace(':', '-')}.{audited.role}.{picture.width}.png"
        (folder / name).write_bytes(picture.png)
