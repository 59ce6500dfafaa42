"""Days, moments and ranges of days, as they stand in sentences and in tables."""

from datetime import UTC, date, datetime

import pytest

from jalons.kernel import Period
from jalons.wording import (
    agree,
    colon,
    first_words,
    format_day,
    format_day_of_year,
    format_days,
    format_hour,
    format_moment,
    format_month,
    format_period,
    format_short_day,
    format_short_moment,
    join_words,
    quoted,
    semicolon,
)

FIRST, FIFTH = date(2026, 3, 1), date(2026, 3, 5)
MOMENT = datetime(2026, 8, 1, 7, 5, tzinfo=UTC)


@pytest.mark.parametrize(
    ("fr", "en"),
    [
        (format_day(FIRST, "fr"), format_day(FIRST, "en")),
        (format_short_day(FIRST, "fr"), format_short_day(FIRST, "en")),
        (format_moment(MOMENT, "fr"), format_moment(MOMENT, "en")),
        (format_short_moment(MOMENT, "fr"), format_short_moment(MOMENT, "en")),
        (format_month(2026, 12, "fr"), format_month(2026, 12, "en")),
        (format_day_of_year(2, 28, "fr"), format_day_of_year(2, 28, "en")),
        (format_days(FIRST, FIFTH, "fr"), format_days(FIRST, FIFTH, "en")),
        (format_days(None, FIFTH, "fr"), format_days(None, FIFTH, "en")),
        (format_days(FIRST, None, "fr"), format_days(FIRST, None, "en")),
    ],
)
def test_no_day_is_written_the_same_way_by_chance(fr, en):
    known = {
        "1er mars 2026": "1 March 2026",
        "01/03/2026": "1 Mar 2026",
        "1er août 2026, 07:05": "1 August 2026, 07:05",
        "01/08/2026 07:05": "1 Aug 2026 07:05",
        "décembre 2026": "December 2026",
        "28 février": "28 February",
        "du 1er mars 2026 au 5 mars 2026": "from 1 March 2026 to 5 March 2026",
        "jusqu’au 5 mars 2026": "until 5 March 2026",
        "à partir du 1er mars 2026": "from 1 March 2026",
    }
    assert known[fr.replace("\u00a0", " ")] == en.replace("\u00a0", " ")


def test_what_is_not_known_is_a_dash_and_no_range_is_nothing():
    nothing = [format_day(None, "fr"), format_short_day(None, "en"), format_moment(None, "fr")]
    assert [*nothing, format_short_moment(None, "fr")] == ["—"] * 4
    assert format_days(None, None, "fr") == ""


def test_a_period_is_a_year_a_day_or_two_days():
    assert format_period(Period.year(2026), "fr") == "2026"
    assert format_period(Period.day(FIRST), "fr") == "1er mars 2026"
    assert format_period(Period(FIRST, FIFTH), "en") == "from 1 March 2026 to 5 March 2026"


@pytest.mark.parametrize(
    ("minutes", "fr", "en"),
    [
        (0, "0 h", "00:00"),
        (330, "5 h 30", "05:30"),
        (1380, "23 h", "23:00"),
        (1385, "23 h 05", "23:05"),
    ],
)
def test_an_hour_of_the_day(minutes, fr, en):
    assert format_hour(minutes, "fr").replace("\u00a0", " ") == fr
    assert format_hour(minutes, "en") == en


def test_a_list_ends_with_and():
    names = ["eau", "feu", "air"]
    assert [join_words(names[:count], "fr") for count in range(4)] == [
        "", "eau", "eau et feu", "eau, feu et air",
    ]  # fmt: skip
    assert join_words(iter(names), "en") == "eau, feu and air"
    assert (first_words(names, 2), first_words(names, 3)) == ("eau, feu…", "eau, feu, air")


def test_a_word_agrees_with_its_number_written_or_not():
    assert [agree(n, "jour", "jours", "fr") for n in (0, 1, 1.9, 2, "1\u202f323", "−1,5")] == [
        "jour", "jour", "jour", "jours", "jours", "jour",
    ]  # fmt: skip
    assert [agree(n, "day", "days", "en") for n in (0, 1, 1.5, "1,000")] == [
        "days", "day", "days", "days",
    ]  # fmt: skip


def test_punctuation_has_the_spaces_of_the_language():
    assert ("a" + colon("fr") + "b", "a" + colon("en") + "b") == ("a\u202f: b", "a: b")
    assert (semicolon("fr"), semicolon("en", "")) == ("\u202f; ", ";")
    assert (quoted("mot", "fr"), quoted("word", "en")) == ("«\u202fmot\u202f»", "“word”")
