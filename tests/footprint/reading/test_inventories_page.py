"""The page on inventories does what it says, block by block."""

import doctest
from pathlib import Path

from jalons.footprint.engine.reading.vocabulary.reference import table

PAGE = Path(__file__).parents[3] / "docs/howto/inventories.md"


def test_the_page_names_every_export_that_is_recognised():
    text = PAGE.read_text(encoding="utf-8")
    assert [
        each for each in table("exports").values() if f"| {each['name']['en']} |" not in text
    ] == []


def test_every_python_block_gives_what_the_page_shows():
    text = PAGE.read_text(encoding="utf-8").replace("```python", "").replace("```", "")
    test = doctest.DocTestParser().get_doctest(text, {}, PAGE.name, str(PAGE), 0)
    done = doctest.DocTestRunner().run(test)
    assert done.attempted > 8
    assert done.failed == 0
