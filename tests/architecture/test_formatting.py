"""Numbers, percentages, quantities and days are written in one place: ``jalons.wording``."""

import ast
import re
from collections import Counter
from functools import cache

from architecture.source import PACKAGE, modules, name, nodes

# What is still written elsewhere, and why: the file, how many times. The list only shrinks.
EXCEPTIONS = {
    # lengths and coordinates of drawings and pages
    "foundation/design/drawings/curve.py": 7,
    "foundation/design/drawings/scale.py": 1,
    "foundation/design/drawings/svg.py": 2,
    "foundation/design/templatetags/design.py": 3,
    "foundation/documents/columns.py": 1,  # widths of characters
    "foundation/documents/html.py": 1,
    "foundation/documents/opendocument/odt.py": 3,
    "foundation/documents/opendocument/odt_styles.py": 1,
    "foundation/documents/picture.py": 1,
    "foundation/places/maps.py": 1,
    "foundation/places/symbols.py": 2,
    "foundation/places/windows.py": 2,
    "twin/web/heat/charts.py": 2,
    # degrees of latitude and longitude, to be copied into other tools
    "twin/web/heat/forms.py": 4,
    "twin/web/ingest/observation_table.py": 2,
    # marks on a time axis: Django's short months
    "twin/web/alerts/pages.py": 2,
    "twin/web/observations/histories.py": 2,
    # files and parameters for machines
    "footprint/words/export.py": 3,  # CSV and spreadsheets in French marks
    "footprint/engine/analysis/lever_values.py": 1,  # as the command line and addresses have them
    "twin/web/whatif/exports.py": 1,
    "site/pages/middleware.py": 1,
    # cells: what is read from them, or written into one for the readers to understand
    "footprint/engine/numecoeval/equipment.py": 1,
    "footprint/engine/reading/formats/agent.py": 5,
    "footprint/engine/reading/layouts/crosstab.py": 1,
    "footprint/engine/reading/layouts/desks.py": 1,
    "footprint/engine/reading/rows/whole_file_checks.py": 3,  # a day, quotation marks
    "footprint/engine/reading/rows/things.py": 2,
    "footprint/engine/reading/rows/values.py": 1,
    "kernel/cells.py": 1,
    "footprint/web/demo/files.py": 2,
    "tabular/headings.py": 1,
    "tabular/numbers.py": 1,
    "tabular/persons.py": 2,
    "tabular/files/workbook.py": 1,
    "twin/web/town_map/maps.py": 1,
    # lines for the log, in English
    "broker/server/context_fetching.py": 1,
    "broker/server/ingest/pulled_source.py": 1,
    "broker/server/subscriptions/transport.py": 1,
    "twin/web/cases/models.py": 1,
    # columns of a terminal
    "strategy/cli/sources.py": 1,
    # numbers within the sentences of messages.toml: the kernel is under wording
    "kernel/errors.py": 1,
    # where the language of the page is read
    "foundation/design/page_language.py": 1,
}
TEMPLATES = {"foundation/administration/templates/administration/leaving.html": 1}  # a size

SPEC = re.compile(r"[,_]|\.\d*[fge%]|\.\{|[fge%]$|%[a-zA-Z]")
FIELD = re.compile(r"\{\w*(?:[.\[][^{}:!]*)?(?:![rsa])?:([^{}|?]*)\}")
DJANGO = {"number_format", "date_format", "time_format", "get_language", "intcomma", "floatformat"}
YEAR = "%Y"  # what follows a year is a stamp for machines
FILTERS = re.compile(r"\|(?:floatformat|intcomma|localize|filesizeformat|time|date(?!:\"Y\"))\b")


def specs(path):
    """The format specifications of f-strings, of ``str.format`` and of ``format``."""
    for node in nodes(path, ast.FormattedValue):
        if isinstance(node.format_spec, ast.JoinedStr):
            yield "".join(getattr(part, "value", "{}") if isinstance(part, ast.Constant) else ".{"
                          for part in node.format_spec.values)  # fmt: skip
    for node in nodes(path, ast.Call):
        func = node.func
        if isinstance(func, ast.Attribute) and func.attr in {"format", "strftime"}:
            for text in [func.value, *node.args]:
                if isinstance(text, ast.Constant) and isinstance(text.value, str):
                    yield from FIELD.findall(text.value)
                    if func.attr == "strftime":
                        yield text.value
        if isinstance(func, ast.Name) and func.id == "format" and len(node.args) == 2:
            yield str(getattr(node.args[1], "value", ".{"))


def marks(path):
    """Decimal commas made by hand, and spaces that do not break."""
    for node in nodes(path, ast.Call):
        values = [getattr(each, "value", None) for each in node.args]
        is_replace = isinstance(node.func, ast.Attribute) and node.func.attr == "replace"
        if is_replace and values[:2] in ([".", ","], [",", " "]):
            yield "replace"
    for node in nodes(path, ast.Constant):
        if isinstance(node.value, str) and re.search("[\u202f\u00a0]", node.value):
            yield "space"


def formatted(path):
    people = [spec for spec in specs(path) if not spec.startswith(YEAR)]
    found = sum(1 for spec in people if SPEC.search(spec))
    found += sum(1 for _ in marks(path))
    for node in nodes(path, ast.ImportFrom):
        found += sum(each.name in DJANGO for each in node.names)
    return found


@cache
def found_in_source():
    return Counter(
        {
            name(path).removeprefix("src/jalons/"): count
            for path in modules()
            if path.relative_to(PACKAGE).parts[0] != "wording" and (count := formatted(path))
        }
    )


@cache
def found_in_templates():
    return Counter(
        {
            path.relative_to(PACKAGE).as_posix(): len(found)
            for path in PACKAGE.rglob("*")
            if path.suffix in {".html", ".txt"} and "templates" in path.parts
            if (found := FILTERS.findall(path.read_text(encoding="utf-8")))
        }
    )


def test_nothing_else_writes_numbers_days_or_languages_for_people():
    found = found_in_source()
    assert {path: count for path, count in found.items() if count > EXCEPTIONS.get(path, 0)} == {}


def test_templates_write_numbers_and_days_by_our_own_filters():
    found = found_in_templates()
    assert {path: count for path, count in found.items() if count > TEMPLATES.get(path, 0)} == {}


def test_no_exception_is_larger_than_what_is_there():
    found = found_in_source() | found_in_templates()
    allowed = EXCEPTIONS | TEMPLATES
    assert {path: found[path] for path, count in allowed.items() if found[path] < count} == {}
