"""Machines of one instance share its files: nobody else than their door knows where they are."""

from __future__ import annotations

import re

from architecture.source import PACKAGE, modules

DOOR = PACKAGE / "foundation" / "accounts" / "files"
# A path of a stored file, its folder, or the folder of the instance.
KNOWN = re.compile(
    r"\bfile\.path\b|\.lines\.path\b|\.screenshot\.path\b|storage\.path\(|default_storage\.path\b"
    r"|folders\.root\(|\bDATA_DIR\b|MEDIA_ROOT|FileSystemStorage"
)
# Who may, and what it does there that no other machine needs (docs/howto/operate.md has the table).
ALONE = {
    "foundation/administration/restoring": "an archive is unpacked on one machine, then stored",
    "site": "settings, databases of a machine alone, locks, backups, health of the disk",
    "twin/web/connection/twin_store.py": "the store of the twin of a machine alone",
    "webaudit/cli/product.py": "a throw-away instance of its own",
}


def test_stored_files_are_found_through_their_door_only() -> None:
    found = []
    for path in modules():
        name = path.relative_to(PACKAGE).as_posix()
        if path.is_relative_to(DOOR) or any(name.startswith(each) for each in ALONE):
            continue
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
            if KNOWN.search(line):
                found.append(f"{name}:{number}: {line.strip()}")
    assert not found, "use jalons.foundation.accounts.files.folders:\n" + "\n".join(found)
