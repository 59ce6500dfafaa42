"""What the room rests on, for the page of sources."""

from django.utils.translation import gettext as _

from jalons.inclusion.words.official import files
from jalons.kernel import Source
from jalons.kernel.source import Sourced, SourcedDomain
from jalons.kernel.tables import package_table


def domains() -> tuple[SourcedDomain, ...]:
    """The packaged tables, and the official files that can be brought."""
    known = [Source(**one) for one in package_table("jalons.inclusion", "packaged").values()]
    known += [one.source() for one in files().values()]
    return (SourcedDomain(_("Inclusion"), tuple(Sourced(s.title, s, s.verified) for s in known)),)
