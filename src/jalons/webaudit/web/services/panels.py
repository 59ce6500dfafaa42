"""What other topics show on the page of a service, and the measures they have of its pages.

A topic registers itself in its ``register``: topics import services, services import none of them.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from django.urls import reverse
from django.utils.functional import Promise

from jalons.foundation.design.panels import Panel, Panels
from jalons.foundation.register.models import Registered
from jalons.kernel.contracts import Port
from jalons.webaudit.engine.measure import PageMeasure
from jalons.webaudit.web.services.models import WebService

panels: Panels[WebService] = Panels()
# The latest measures of the pages of a service, none when nobody measured: audits plug it in.
latest_measures: Port[Callable[[WebService], Sequence[PageMeasure]]] = Port("latest_measures")
latest_measures.connect(lambda _service: ())


def about(record: Registered, sentence: str, page: str, action: str | Promise) -> Panel:
    """A panel that leads to the page of a record."""
    url = reverse(page, args=[record.authority.slug, record.pk])
    return Panel(sentence, url=url, action=str(action))
