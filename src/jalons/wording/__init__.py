"""Numbers, units, days, lists and plurals in words, in French and English.

The only place that formats. Pure: values and a language in ("fr" or "en", always a parameter),
text out.
"""

from jalons.wording.days import (
    format_day,
    format_day_of_year,
    format_days,
    format_hour,
    format_moment,
    format_month,
    format_period,
    format_short_day,
    format_short_moment,
    month_name,
)
from jalons.wording.intervals import (
    Shown,
    format_central,
    format_interval,
    format_rounded,
    format_span,
    show,
)
from jalons.wording.lists import first_words, join_words
from jalons.wording.numbers import (
    Number,
    format_exact,
    format_number,
    format_part,
    format_percent,
    format_points,
    format_significant,
    percent_sign,
    round_significant,
    round_to,
    signed,
)
from jalons.wording.plurals import agree, is_one
from jalons.wording.signs import MINUS, NARROW, NO_BREAK, UNKNOWN, colon, quoted, semicolon
from jalons.wording.units import (
    format_quantity,
    in_tonnes,
    per_words,
    scale_of,
    sign_of,
    unit_words,
    with_unit,
)

__all__ = [
    "MINUS",
    "NARROW",
    "NO_BREAK",
    "UNKNOWN",
    "Number",
    "Shown",
    "agree",
    "colon",
    "first_words",
    "format_central",
    "format_day",
    "format_day_of_year",
    "format_days",
    "format_exact",
    "format_hour",
    "format_interval",
    "format_moment",
    "format_month",
    "format_number",
    "format_part",
    "format_percent",
    "format_period",
    "format_points",
    "format_quantity",
    "format_rounded",
    "format_short_day",
    "format_short_moment",
    "format_significant",
    "format_span",
    "in_tonnes",
    "is_one",
    "join_words",
    "month_name",
    "per_words",
    "percent_sign",
    "quoted",
    "round_significant",
    "round_to",
    "scale_of",
    "semicolon",
    "show",
    "sign_of",
    "signed",
    "unit_words",
    "with_unit",
]
