"""Pass on what was read of others, with its credits: A to B to C."""

from __future__ import annotations

from collections.abc import Collection

from jalons.federation.engine.sharing import MOST_CREDITS, Credit, SharedFile
from jalons.federation.engine.sources import SourceStore

FOLDER = "relayed"


def relayed(sources: SourceStore, only: Collection[str] = ()) -> dict[str, SharedFile]:
    """The files that were read, by path, to publish beside one's own; ``only`` these kinds.

    A tombstone is passed on too. What its source lists no more, or went through too many
    territories already, is not.
    """
    found = {}
    for item in sources.items():
        says = item.description
        passed = says.provenance if says.is_relayed else ()
        if item.withdrawn or len(passed) >= MOST_CREDITS or (only and says.kind not in only):
            continue
        content = b"" if says.tombstone else sources.content(item.digest)
        if content is None:
            continue
        name = item.path.removeprefix(f"{FOLDER}/")
        place = name if says.is_relayed else f"{item.origin[:12]}/{name}"
        found[f"{FOLDER}/{place}"] = SharedFile(
            content=content, kind=says.kind, title=says.title, licence=says.licence, uid=says.uid,
            language=says.language, version=says.version, made_on=says.made_on,
            provenance=(*passed, Credit(item.source, says.uid, says.version)),
            tombstone=says.tombstone,
        )  # fmt: skip
    return found
