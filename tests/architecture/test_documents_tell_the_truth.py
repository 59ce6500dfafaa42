"""The docs list what exists, and nothing else."""

import re
import subprocess
import sys

from architecture.source import PACKAGE, REPOSITORY
from jalons.site.rooms import INSTALLED_ROOMS
from serving import environment


def test_decisions_have_unique_consecutive_numbers():
    numbers = sorted(int(path.name[:4]) for path in (REPOSITORY / "docs/decisions").glob("*.md"))
    assert numbers == list(range(1, len(numbers) + 1))


def test_the_generated_pages_are_up_to_date_and_the_glossary_has_every_noun(tmp_path):
    done = subprocess.run(
        [sys.executable, REPOSITORY / "tools" / "reference.py", "--check"],
        env=environment(tmp_path),
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr


def test_every_room_folder_is_installed_and_listed_where_the_readme_leads():
    rooms = {path.parent.name for path in PACKAGE.glob("*/room.py")}
    assert {path.parent.name for path in PACKAGE.glob("*/engine")} <= rooms | {"broker"}
    assert rooms == set(INSTALLED_ROOMS)
    listed = (REPOSITORY / "docs/reference/rooms.md").read_text(encoding="utf-8")
    assert [room for room in rooms if f"`{room}`" not in listed] == []
    assert "(docs/reference/rooms.md)" in (REPOSITORY / "README.md").read_text(encoding="utf-8")


def test_every_link_of_the_docs_leads_somewhere():
    broken = []
    pages = [*REPOSITORY.glob("*.md"), *(REPOSITORY / "docs").rglob("*.md"), *PACKAGE.rglob("*.md")]
    for page in pages:
        for target in re.findall(r"\]\(([^)#\s]+)", page.read_text(encoding="utf-8")):
            outside = "://" in target or target.startswith("mailto:")
            if not outside and not (page.parent / target).exists():
                broken.append(f"{page.relative_to(REPOSITORY)} → {target}")
    assert broken == []
