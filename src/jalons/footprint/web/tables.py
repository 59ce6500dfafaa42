"""What the pages show, as the values of the design system: tables, charts, words."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.core.paginator import Page
from django.urls import reverse
from django.utils.translation import gettext as _

from jalons import wording
from jalons.footprint.engine import reading
from jalons.footprint.engine.comparison import Change, Comparison
from jalons.footprint.engine.factors import Stage
from jalons.footprint.engine.indicators import CLIMATE, share_assessed, stage_share
from jalons.footprint.engine.inventory import Notice
from jalons.footprint.engine.results import Assessment, DeviceImpact
from jalons.footprint.engine.scenario_summary import share_words
from jalons.footprint.engine.scenarios import Scenario, Trajectory
from jalons.footprint.engine.summary import Summary
from jalons.footprint.engine.wording import measured, say, shown_params
from jalons.footprint.store import load_pack
from jalons.footprint.web import result_tables
from jalons.footprint.web.models import AssessedInventory, InventoryFile
from jalons.foundation.accounts.models import Authority
from jalons.foundation.design import page_language
from jalons.foundation.design.charts import Line, Series, StackedBars
from jalons.foundation.design.components import Cell, Column, Table
from jalons.foundation.design.page_language import day_words
from jalons.kernel import Interval, Where

KG = "kg CO2 eq"  # a year: every figure here is yearly, and says so around it
LIFE = (Stage.MANUFACTURING, Stage.DISTRIBUTION, Stage.USE, Stage.END_OF_LIFE)
DRAWN = 8  # kinds of device a chart shows; its table shows them all


def stage(name: Stage, lang: str) -> str:
    """The name of a life-cycle stage."""
    return say(f"stage.{name.value}", lang)


def place(where: Where | None) -> str:
    """A place in a file, in words."""
    if where is None:
        return ""
    parts = [
        where.file,
        where.sheet and _("sheet “%s”") % where.sheet,
        where.row and _("row %d") % where.row,
        where.column and _("column “%s”") % where.column,
    ]
    return ", ".join(str(part) for part in parts if part)


def remarks(notices: Iterable[Notice], lang: str) -> list[tuple[str, str, str]]:
    """What the reader remarked: the sentence, how to mend, and the sheets concerned."""
    sheets: dict[tuple[str, str], list[str]] = {}
    for each in notices:
        shown = shown_params(each.params, lang)
        text = say(each.code, lang, **shown)
        hint = say(f"{each.code}.hint", lang, missing="", **shown)
        sheets.setdefault((text, hint), []).append(each.where.sheet if each.where else "")
    return [
        (text, hint, ", ".join(dict.fromkeys(name for name in names if name)))
        for (text, hint), names in sheets.items()
    ]


def inventories(
    authority: Authority, page: Iterable[InventoryFile], totals: dict[UUID, AssessedInventory]
) -> Table:
    """The inventories of a page, each with its state and its total."""
    columns = (
        Column(_("File")),
        Column(_("Dropped on")),
        Column(_("Devices counted"), numeric=True),
        Column(_("Yearly footprint"), numeric=True),
    )
    rows = tuple(_inventory(authority, each, totals.get(each.pk)) for each in page)
    return Table(_("Inventories"), columns, rows)


def _inventory(
    authority: Authority, inventory: InventoryFile, assessed: AssessedInventory | None
) -> tuple[Cell | str, ...]:
    page = {
        InventoryFile.State.ASSESSED: "footprint_result",
        InventoryFile.State.REFUSED: "footprint_refused",
        InventoryFile.State.COMBINING: "footprint_doubles",
    }.get(InventoryFile.State(inventory.state), "footprint_columns")
    name = Cell(inventory.name, url=reverse(page, args=[authority.slug, inventory.pk]))
    day = day_words(inventory.dropped_at)
    if assessed is None:
        return name, day, "", Cell("", mark=inventory.get_state_display())
    total = next(
        each
        for each in assessed.result["impacts"]
        if (each["criterion"], each["stage"]) == (CLIMATE, Stage.TOTAL)
    )
    value = Interval(total["p5"], total["p50"], total["p95"])
    return (
        name,
        day,
        wording.format_number(devices_counted(assessed), page_language.lang()),
        wording.format_span(value, KG, page_language.lang()),
    )


def devices_counted(assessed: AssessedInventory) -> float:
    """How many devices an assessment counts: neither gigabytes, reams nor square metres."""
    kinds = load_pack().devices
    held = assessed.result["devices"]
    return float(sum(each["quantity"] for each in held if kinds[each["type"]].is_device))


def sheets(inventory: InventoryFile, mapping: reading.Mapping) -> list[dict[str, Any]]:
    """What was understood of each sheet: its fields, their heading and a few cells."""
    return [
        _sheet(position, found, mapping.of(found["name"]))
        for position, found in enumerate(inventory.layout["sheets"])
    ]


def _sheet(
    position: int, found: dict[str, Any], mapping: reading.SheetMapping | None
) -> dict[str, Any]:
    columns = {each["column"]: each for each in found["columns"]}
    used = mapping.columns if mapping else {}
    rows = tuple(
        (
            _role(field, mapping.why.get(field)),
            _("“%s”") % columns[column]["heading"] if column in columns else "",
            ", ".join(str(sample)[:30] for sample in columns.get(column, {}).get("samples", ())),
            say(f"why.{mapping.why[field]}") if field in mapping.why else _("chosen or confirmed"),
        )
        for field, column in (mapping.columns if mapping else {}).items()
        if mapping
    )
    unused = [each["heading"] for each in found["columns"] if each["column"] not in used.values()]
    heads = (
        Column(_("Role")),
        Column(_("Column")),
        Column(_("For example")),
        Column(_("Recognised")),
    )
    return {
        "position": position,
        "name": found["name"],
        "rows": found["rows"],
        "included": bool(mapping and mapping.included),
        "doubt": _sheet_doubt(mapping) if mapping and mapping.doubt else "",
        "table": Table(found["name"] or _("Columns recognised"), heads, rows),
        "unused": ", ".join(heading for heading in unused[:20] if heading),
        "missing": not {reading.Field.TYPE, reading.Field.MODEL} & used.keys(),
    }


def _sheet_doubt(mapping: reading.SheetMapping) -> str:
    """Why a sheet is left out, or counted in spite of what it looks like."""
    counted = "counted_" if mapping.included else ""
    return say(f"sheet_{counted}{mapping.doubt}", sheet=mapping.name, beside=mapping.beside)


def _role(field: reading.Field, why: reading.Why | None) -> Cell | str:
    """The name of a field, marked when only the content of its column says it is that one."""
    name = say(f"field.{field.value}")
    if why is reading.Why.VALUES:
        return Cell(name, mark=_("to confirm"), mark_kind="late")
    return name


def preview(found: dict[str, Any]) -> Table:
    """The first rows of a sheet as they are written."""
    width = min(12, max((len(row) for row in found["first_rows"]), default=0))
    columns = (Column(_("Row")), *(Column(_("Column %d") % (i + 1)) for i in range(width)))
    rows = tuple(
        (str(number), *(str(cell)[:30] for cell in (list(row) + [""] * width)[:width]))
        for number, row in enumerate(found["first_rows"], start=1)
    )
    return Table(_("First rows of the sheet"), columns, rows)


def result(inventory: InventoryFile, found: Assessment, lang: str) -> dict[str, Any]:
    """The figures, tables and charts of the result page."""
    devices = [each for each in found.devices if each.criterion == CLIMATE]
    ordered = sorted(devices, key=lambda each: -each.total.mid)
    return {
        "total": found.impact(CLIMATE).value,
        "unit": KG,
        "per_device": found.per_device(CLIMATE) if found.quantity else None,
        "per_staff": found.per_staff(CLIMATE),
        "devices": found.quantity,
        "made": stage_share(found, Stage.MANUFACTURING),
        "assessed_share": share_assessed(found),
        **result_tables.quality(found, lang),
        "excluded_rows": found.rows_read - found.rows_counted,
        "excluded": [
            {
                "reason": each.reason.value,
                "rows": each.rows,
                "text": say(f"reason.{each.reason.value}", lang),
                "hint": say(f"reason.{each.reason.value}.hint", lang, missing=""),
                "mend": each.reason.value in MENDED_BY_NAMING,
            }
            for each in found.exclusions
        ],
        "stage_table": _stage_table(found, lang),
        "device_table": _device_table(inventory, ordered, found, lang),
        "device_chart": _chart(ordered[:DRAWN], lang),
    }


MENDED_BY_NAMING = frozenset({"unknown_type"})


def _stage_table(found: Assessment, lang: str) -> Table:
    total = found.impact(CLIMATE).value.mid
    rows: list[tuple[Cell | str, ...]] = []
    for each in LIFE:
        known = [i for i in found.impacts if (i.criterion, i.stage) == (CLIMATE, each)]
        if known:
            value = known[0].value
            rows.append(
                (
                    Cell(stage(each, lang), share=value.mid / total),
                    *bare(value, lang),
                )
            )
        else:
            rows.append((stage(each, lang), Cell("", mark=_("not assessed")), ""))
    whole = found.impact(CLIMATE).value
    last = (
        stage(Stage.TOTAL, lang),
        *bare(whole, lang),
    )
    return Table(
        _("By stage of life, kg CO₂e a year"),
        (Column(_("Stage")), *_value_columns()),
        tuple(rows),
        last,
    )


def _device_table(
    inventory: InventoryFile, devices: list[DeviceImpact], found: Assessment, lang: str
) -> Table:
    pack = load_pack()
    weak = {
        trace.device
        for trace in found.traces
        if trace.stage == Stage.MANUFACTURING and trace.factor and trace.factor.approximate
    }
    rows = []
    for each in devices:
        kind = pack.devices[each.device]
        url = reverse("footprint_trace", args=[inventory.authority.slug, inventory.pk, each.device])
        age = found.mean_ages.get(each.device)
        rows.append(
            (
                Cell(
                    kind.plural.get(lang, kind.plural["fr"]),
                    url=url,
                    mark=say("report.approximate", lang) if each.device in weak else "",
                ),
                measured(each.quantity, kind.unit, lang),
                wording.format_quantity(age, "year", lang, 2) if age is not None else "",
                *bare(each.total, lang),
            )
        )
    columns = (
        Column(_("Kind of device")),
        Column(_("Number"), numeric=True),
        Column(_("Mean age"), numeric=True),
        *_value_columns(),
    )
    return Table(_("By kind of device, kg CO₂e a year"), columns, tuple(rows))


def bare(value: Interval | None, lang: str) -> tuple[str, str]:
    """The central value and the range without their unit, which the caption tells."""
    return wording.format_central(value, "", lang), wording.format_span(value, "", lang)


def _value_columns() -> tuple[Column, Column]:
    return Column(_("Central"), numeric=True), Column(_("90 % interval"), numeric=True)


def _chart(devices: list[DeviceImpact], lang: str) -> StackedBars:
    pack = load_pack()
    names = tuple(
        pack.devices[each.device].plural.get(lang, pack.devices[each.device].plural["fr"])
        for each in devices
    )
    series = tuple(
        Series(
            stage(each, lang),
            tuple(d.stages[each].mid if each in d.stages else 0.0 for d in devices),
        )
        for each in LIFE
    )
    title = _("Yearly footprint of the heaviest kinds of device, by stage of life")
    return StackedBars(title, names, series, KG, totals=tuple(each.total for each in devices))


def rows(page: Page[dict[str, Any]], lang: str) -> Table:
    """A page of lines: where each stands, what was understood, why it is not counted."""
    pack = load_pack()
    columns = (
        Column(_("Row")),
        Column(_("Type and model, as written")),
        Column(_("Understood as")),
        Column(_("Quantity"), numeric=True),
        Column(_("Status")),
        Column(_("Counted?")),
    )
    table = []
    for line in page:
        kind = pack.devices.get(line["device"] or "")
        where = f"{line['sheet']} · {line['row']}" if line["sheet"] else str(line["row"])
        written = " · ".join(text for text in (line["type_text"], line["model"]) if text)
        reason = line["reason"]
        by_hand = _("corrected by a person") if line["corrected"] else ""
        table.append(
            (
                where,
                Cell(written[:80] or line["label"][:80], mark=by_hand, mark_kind="walk"),
                kind.name.get(lang, kind.name["fr"]) if kind else "",
                measured(line["quantity"], kind.unit if kind else "device", lang)
                if line["quantity"] is not None
                else "",
                say(f"status.{line['status']}", lang),
                say(f"reason.{reason}", lang) if reason else _("yes"),
            )
        )
    return Table(_("Rows of the file"), columns, tuple(table))


def reasons(counts: dict[str, int], lang: str) -> list[tuple[str, str]]:
    """The choices of the filter by reason, with their number of rows."""
    named = [
        (reason, _("counted") if reason == "counted" else say(f"reason.{reason}", lang), rows)
        for reason, rows in sorted(counts.items(), key=lambda item: -item[1])
    ]
    return [
        (reason, f"{text} ({wording.format_number(rows, lang)})") for reason, text, rows in named
    ]


def comparison(found: Comparison, lang: str) -> dict[str, Any]:
    """The difference between two fleets by stage and by kind of device, and what moved in them."""
    stages = [
        each
        for each in found.changes
        if each.subject.criterion == CLIMATE and each.subject.stage in LIFE
    ]
    pack = load_pack()
    devices = [
        (pack.devices[each.subject.device].plural.get(lang, each.subject.device), each)
        for each in found.by_device
        if each.subject.criterion == CLIMATE
    ]
    moved = [
        _("%(name)s: %(before)s, then %(after)s")
        % {
            "name": pack.devices[each.device].plural.get(lang, each.device),
            "before": wording.format_number(each.before, lang),
            "after": wording.format_number(each.after, lang),
        }
        for each in found.fleet
    ]
    return {
        "stage_changes": _changes(
            _("By stage of life, kg CO₂e a year"),
            [(stage(each.subject.stage, lang), each) for each in stages],
            lang,
        ),
        "device_changes": _changes(_("By kind of device, kg CO₂e a year"), devices, lang),
        "moved": moved,
    }


def _changes(caption: str, changes: list[tuple[str, Change]], lang: str) -> Table:
    """Two years side by side; a second figure that reads like the first is said to be about it."""
    columns = (
        Column(_("What")),
        Column(_("Before"), numeric=True),
        Column(_("After"), numeric=True),
        Column(_("Difference"), numeric=True),
        Column(_("90 % interval"), numeric=True),
    )
    rows = tuple(
        (
            name,
            *_before_and_after(each, lang),
            *_difference(each, lang),
        )
        for name, each in changes
    )
    return Table(caption, columns, rows)


def _before_and_after(change: Change, lang: str) -> tuple[str, str]:
    before, after = (bare(each, lang)[0] if each else "" for each in (change.before, change.after))
    moved = change.difference != Interval.exact(0)
    return before, _("about as much") if before and before == after and moved else after


def _difference(change: Change, lang: str) -> tuple[Cell | str, Cell | str]:
    if change.difference.low == change.difference.high == 0:
        return "", _("unchanged")
    mid, span = bare(change.difference, lang)
    return mid, Cell(span, mark="" if change.certain else _("uncertain"))


def criteria(summary: Summary) -> Table:
    """Every criterion assessed besides climate, each in its unit, with what it speaks for."""
    columns = (
        Column(_("Criterion")),
        *_value_columns(),
        Column(_("Unit, a year")),
        Column(_("What it speaks for")),
    )
    rows = tuple(
        (each.name, each.central, each.interval, each.unit, each.assessed or _("every device"))
        for each in summary.criteria
    )
    return Table(_("Other criteria"), columns, rows)


def scenario_changes(scenario: Scenario, lang: str) -> Table:
    """What the levers change at each stage of life, out of what it weighs today."""
    columns = (
        Column(_("What")),
        Column(_("Today"), numeric=True),
        Column(_("Difference"), numeric=True),
        Column(_("In % of today’s"), numeric=True),
        Column(_("90 % interval"), numeric=True),
    )
    stages = (
        each
        for each in scenario.changes
        if each.subject.criterion == CLIMATE and each.subject.stage in LIFE
    )
    rows = []
    for each in stages:
        mid, span = _difference(each, lang)
        today = bare(each.before, lang)[0] if each.before else ""
        name = stage(each.subject.stage, lang)
        rows.append((name, today, mid, share_words(each, lang), span))
    return Table(_("By stage of life, kg CO₂e a year"), columns, tuple(rows))


def way(found: Trajectory, lang: str) -> tuple[Line, Table]:
    """The years on the way, drawn and told."""
    points = tuple((str(each.year), each.value) for each in found.points)
    title = _("Yearly footprint on the way")
    wanted = found.wanted.mid if found.wanted else None
    drawn = Line(title, points, KG, target=wanted, target_label=_("your objective"))
    first = str(found.points[0].year)
    columns = (
        Column(_("Year")),
        *_value_columns(),
        Column(_("Difference with %(year)s") % {"year": first}, numeric=True),
    )
    rows = tuple(
        (str(each.year), *bare(each.value, lang), bare(each.difference, lang)[0] if rank else "")
        for rank, each in enumerate(found.points)
    )
    return drawn, Table(_("kg CO₂e a year"), columns, rows)
