"""What may be shared: what rooms give of what the public page shows, and its feed. In a worker."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass, field

from django.utils.translation import gettext as _
from django.utils.translation import override

from jalons.federation.engine.contents import fault
from jalons.federation.engine.sharing import Credit, SharedFile, hides, is_path
from jalons.federation.store.rules import kinds
from jalons.federation.words.sentences import say
from jalons.foundation.accounts.models import Authority
from jalons.foundation.design.page_language import lang
from jalons.foundation.digests.links import instance_address
from jalons.foundation.publishing.addresses import FEED, Addresses
from jalons.foundation.publishing.output.files import data_file
from jalons.foundation.publishing.output.public_snapshot import territory
from jalons.foundation.publishing.queries import open_page
from jalons.kernel.contracts import SharedItem, sharings

LICENCE = "etalab-2.0"
# Works of others that the text of a file cites: who reads them knows how.
credits_in: list[Callable[[Authority, bytes], tuple[Credit, ...]]] = []


@dataclass(slots=True)
class Offered:
    """The files that may be shared, by path, and those that cannot: a title and why."""

    files: dict[str, SharedFile] = field(default_factory=dict)
    refused: list[tuple[str, str]] = field(default_factory=list)

    def counts(self) -> Counter[str]:
        """How many files of each kind."""
        return Counter(each.kind for each in self.files.values())


def offered(authority: Authority, wanted: Collection[str] | None = None) -> Offered:
    """What the authority made public, of the kinds ``wanted`` or of all.

    A file that its kind does not accept is left out, with its reason; the others go. In French,
    whoever reads the page: the same content is the same bytes.
    """
    found, seen = Offered(), set[str]()
    with override("fr"):
        items = [each for each in _items(authority) if wanted is None or each.kind in wanted]
    for item in items:
        path = f"{item.kind}/{item.name}"
        why = _fault(item, path) or ("twice" if path in found.files or item.uid in seen else "")
        if why:
            found.refused.append((item.title, say(f"reason.{why}", lang())))
            continue
        seen.add(item.uid)
        found.files[path] = SharedFile(
            content=item.content, kind=item.kind, title=item.title[:200], licence=item.licence,
            uid=item.uid, language=item.language, provenance=_credits(authority, item),
        )  # fmt: skip
    return found


def _credits(authority: Authority, item: SharedItem) -> tuple[Credit, ...]:
    """The works it was made from: those its room names, then those its text cites."""
    named = [Credit(*each) for each in item.made_from]
    found = [each for find in credits_in for each in find(authority, item.content)]
    return tuple({each.publisher: each for each in [*found, *named]}.values())


def _items(authority: Authority) -> Iterator[SharedItem]:
    """What each room gives, then the feed; nothing while the public page is closed."""
    page = open_page(authority.slug)
    if page is None:
        return
    for sharing in sharings():
        yield from sharing.items(authority.urn)
    feed = data_file(territory(page), FEED, Addresses(authority.slug), f"{instance_address()}/")
    title = _("%(name)s: what changed") % {"name": authority.name}
    yield SharedItem("feed", f"{authority.urn}:changes", title, FEED, feed, LICENCE)


def _fault(item: SharedItem, path: str) -> str:
    """The code of why a file cannot be shared; empty when it can."""
    if not is_path(path):
        return "path"
    kind = kinds().get(item.kind)
    if kind is None:
        return "kind"
    if hides(item.title, harmless=frozenset()) or not item.title:
        return "description"
    return fault(kind, path, item.content)
