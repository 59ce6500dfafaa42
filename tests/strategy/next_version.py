"""A version of the referential that comes after the shipped one, as real files in a folder.

From version 1.1.0: ``4.1.1`` takes over ``4.1.1`` (weight 3) and ``4.1.1.b`` (weight 1), which
goes; ``4.2.1.a`` has new words; ``4.3.1.c`` is asked no more and ``4.3.1.d`` is new.
"""

import re
import shutil
from contextlib import contextmanager
from pathlib import Path

from jalons.strategy.store import also_reading, shipped_folder

OLD, NEW = "1.1.0", "1.2.0"
_REPLACED = re.compile(r"\[\[[\w.]+\.replaces\]\]\nid = .*\nweight = .*\n")
REPLACES = "".join(
    f'[[milestone.question.replaces]]\nid = "{question}"\nweight = {weight}\n'
    for question, weight in (("4.1.1", 3), ("4.1.1.b", 1))
)


@contextmanager
def next_version(shelf):
    """Within it, version 1.2.0 exists beside the shipped 1.1.0."""
    folder = Path(shutil.copytree(shipped_folder(OLD), shelf / NEW))
    for path in folder.glob("commitment-*.toml"):  # what 1.1.0 took over is not taken over again
        path.write_text(_REPLACED.sub("", path.read_text(encoding="utf-8")), encoding="utf-8")
    _edit(folder / "referential.toml", (f'version = "{OLD}"', f'version = "{NEW}"'))
    path = folder / "commitment-4.toml"
    _edit(
        path,
        ("La mesure compte-t-elle aussi les serveurs", "La mesure compte-t-elle les serveurs"),
        ('id = "4.3.1.c"', 'id = "4.3.1.d"'),
    )
    head, *details = path.read_text(encoding="utf-8").split("[[milestone.question.detail]]\n")
    removed = details.pop(1)
    assert removed.startswith('id = "4.1.1.b"')
    details[0] += removed[removed.index("[[milestone]]") :]
    parts = [head + REPLACES, *details]
    path.write_text("[[milestone.question.detail]]\n".join(parts), encoding="utf-8")
    _edit(folder / "actions-4.toml", ('answers = ["4.3.1.c"]', 'answers = ["4.3.1.d"]'))
    _edit(folder / "actions-6.toml", ('answers = ["6.1.1", "4.1.1.b"]', 'answers = ["6.1.1"]'))
    with also_reading(shelf):
        yield


def _edit(file, *changes):
    text = file.read_text(encoding="utf-8")
    for old, new in changes:
        assert text.count(old) == 1, (file.name, old)
        text = text.replace(old, new)
    file.write_text(text, encoding="utf-8")
