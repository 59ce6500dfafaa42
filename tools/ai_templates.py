"""Read the templates of a clone of MinBZK/Algoritmeregister (EUPL-1.2) with the reader of cards.

``python tools/ai_templates.py CLONE``: a line per JSON file, then how many gave cards. The
templates are not copied here.
"""

from __future__ import annotations

import subprocess
import sys

import msgspec

from jalons.catalogue.engine.ai.cards import read_cards
from jalons.catalogue.engine.errors import CatalogueError

FOLDER = "backend/app/data/templates"


def main(clone: str) -> int:
    """Print what each file gave; 0 when all gave cards."""
    listed = _git(clone, "ls-tree", "-r", "-z", "--name-only", "HEAD", FOLDER).decode()
    names = [name for name in listed.split("\0") if name.endswith(".json")]
    read = 0
    for name in names:
        content = _git(clone, "show", f"HEAD:{name}").removeprefix(b"\xef\xbb\xbf")
        try:
            cards = read_cards(msgspec.json.decode(content))
        except (CatalogueError, msgspec.DecodeError) as error:
            print(f"{name}: {error}")
            continue
        read += 1
        answers = sum(len(each) for _values, each in cards)
        print(f"{name.removeprefix(FOLDER)}: {len(cards)} cards, {answers} answers")
    print(f"{read} of {len(names)} files")
    return int(read < len(names))


def _git(clone: str, *arguments: str) -> bytes:
    return subprocess.run(
        ["git", "-C", clone, *arguments],
        check=True,
        capture_output=True,
    ).stdout


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
