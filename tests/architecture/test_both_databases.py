"""What is tested on SQLite only is what PostgreSQL runs alike."""

import pytest

from both_databases import DIFFERS, TESTS, runs_alike


@pytest.mark.parametrize(
    ("file", "alike"),
    [
        ("strategy/web/roadmap/test_roadmap_pages.py", True),
        ("procurement/web/test_tenders.py", True),
        ("inclusion/web/skills/test_skills.py", False),  # months are cut in SQL
        ("reuse/web/test_lots.py", False),
        ("twin/web/alerts/test_evaluation.py", False),  # rows are locked
        ("catalogue/web/test_datasets.py", False),  # text search
        ("foundation/register/test_states.py", False),
        ("conformity/test_registers.py", False),
    ],
)
def test_a_topic_whose_sql_differs_is_tested_on_both_databases(file, alike):
    assert (TESTS / file).exists()
    assert runs_alike(TESTS / file) == alike


def test_most_files_of_tests_are_tested_on_both_databases():
    files = list(TESTS.glob("*/**/test_*.py"))
    alike = [each for each in files if runs_alike(each)]
    assert 20 < len(alike) < len(files) / 6


@pytest.mark.parametrize(
    ("code", "differs"),
    [
        ("rows.select_for_update()", True),
        ("TruncMonth('day')", True),
        ("ExtractYear('day')", True),
        ("RawSQL('1', ())", True),
        ("connection.cursor()", True),
        ("filter(made_at__date=day)", True),
        ("filter(terms__contains=word)", True),
        ("bulk_create(rows, ignore_conflicts=True)", True),
        ("distinct('name')", True),
        ("connection.vendor", True),
        ("filter(name__in=names).distinct().count()", False),
        ("date.year", False),
    ],
)
def test_sql_that_the_databases_do_not_run_alike_is_recognised(code, differs):
    assert bool(DIFFERS.search(code)) == differs
