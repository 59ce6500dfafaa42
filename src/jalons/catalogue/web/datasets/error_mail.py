"""How everybody reports an error on what the public page shows: a ready mail, else an address.

The public pages set no cookie and have no session: they have no form.
"""

from __future__ import annotations

from urllib.parse import quote

from django.utils.translation import gettext as _

from jalons.foundation.publishing.declaration import PublicTerritory


def report_ways(snapshot: PublicTerritory, email: str, name: str) -> dict[str, str]:
    """``mail``, the address of a ready mail; ``post``, where to write when nobody has a mail."""
    contact = snapshot.page.contact_address
    address = email or (contact if "@" in contact else "")
    subject = quote(_("Error on the sheet “%(name)s”") % {"name": name})
    mail = f"mailto:{address}?subject={subject}" if address else ""
    return {"mail": mail, "post": "" if mail else contact}
