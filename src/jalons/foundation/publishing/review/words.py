"""Why a text waits for a reading, in words."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from jalons.foundation.design.page_language import lang
from jalons.foundation.publishing.review.reading import Waiting
from jalons.tabular.persons import PersonSign
from jalons.wording import quoted

_SIGNS = {
    PersonSign.CIVILITY: gettext_lazy("a name after a title"),
    PersonSign.FIRST_NAME: gettext_lazy("a first name"),
    PersonSign.INITIAL: gettext_lazy("an initial and a name"),
    PersonSign.ROLE: gettext_lazy("a name and a role"),
    PersonSign.LOGIN: gettext_lazy("a login"),
    PersonSign.ADDRESS: gettext_lazy("a personal e-mail address"),
    PersonSign.TELEPHONE: gettext_lazy("a telephone number"),
    PersonSign.PAIR: gettext_lazy("two capitals in a row, perhaps a name"),
}


def why(each: Waiting) -> list[str]:
    """The reasons to read a text, the words themselves among them."""
    reasons = (
        [_("Its text came from a file, and nobody read it here yet.")] if each.item.imported else []
    )
    reasons += [
        _("“%(name)s” no longer agrees to be named.") % {"name": name}
        for name in each.item.withdrawn
    ]
    return reasons + [
        f"{quoted(found.words, lang())} ({_SIGNS[found.sign]})" for found in each.found
    ]
