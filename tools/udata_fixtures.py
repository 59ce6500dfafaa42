"""Read the DCAT fixtures of udata with the readers of the catalogue, and print what was found.

``python tools/udata_fixtures.py CLONE`` takes the folder of a clone of opendatateam/udata, bare or
not (AGPL: read there, never copied here), and prints a line for each file: whether it was read,
how many datasets it has, their identifiers, the distributions of each.
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import PurePosixPath

from jalons.catalogue.capture.catalogues.rdf import read_page
from jalons.kernel import JalonsError

COMMIT = "25b5a2ddd43798da1d7594823e5e9c10ddba34a1"
FOLDER = "udata/harvest/tests/dcat/"


def git(clone: str, *words: str) -> bytes:
    """What git answers about the clone."""
    return subprocess.run(["git", "-C", clone, *words], check=True, capture_output=True).stdout


def main() -> int:
    """Read each fixture; the number of those that could not be read."""
    clone, failed = sys.argv[1], 0
    names = git(clone, "ls-tree", "--name-only", COMMIT, FOLDER).decode().split()
    for name in names:
        content = git(clone, "show", f"{COMMIT}:{name}")
        short = PurePosixPath(name).name
        try:
            page = read_page(content, f"http://data.test.org/{short}")
        except JalonsError as error:
            failed += 1
            print(f"{short}: not read ({error.code})")
            continue
        found = [f"{each.identifier or '-'} ({len(each.distributions)})" for each in page.datasets]
        print(f"{short}: {len(found)} datasets: {'; '.join(found)}")
    print(f"{len(names) - failed} of {len(names)} files read")
    return failed


if __name__ == "__main__":
    sys.exit(main())
