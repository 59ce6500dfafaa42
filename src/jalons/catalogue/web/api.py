"""The room for machines: its registers, and the rows of datasets."""

from __future__ import annotations

from jalons.catalogue.web.ai_systems import register as ai
from jalons.catalogue.web.algorithms import register as algorithms
from jalons.catalogue.web.charters import register as charters
from jalons.catalogue.web.datasets import register as datasets
from jalons.catalogue.web.exchange import register as exchange
from jalons.catalogue.web.previews import api as rows
from jalons.catalogue.web.privacy import register as privacy
from jalons.catalogue.web.scopes import READ, WRITE, endpoints
from jalons.foundation.register.api import endpoints_of

__all__ = ["endpoints", "rows"]

for register, path, names in (
    (ai.systems, "ai-systems", (*ai.SYSTEM, "answers", "measured")),
    (ai.generative, "generative-uses", ai.USE),
    (ai.sessions, "ai-literacy-sessions", ai.SESSION),
    (algorithms.algorithms, "algorithms", algorithms.PUBLIC),
    (algorithms.requests, "algorithm-requests", algorithms.REQUEST),
    (charters.charters, "charters", charters.CHARTER),
    (charters.commitments, "charter-commitments", charters.COMMITMENT),
    (charters.clauses, "data-clauses", ("charter", "name", "text")),
    (datasets.datasets, "datasets", datasets.PUBLIC),
    (exchange.sources, "harvest-sources", exchange.FIELDS),
    (privacy.sheets, "processing-sheets", ("dataset", *privacy.SHEET)),
):
    endpoints_of(endpoints, register, path, *names, read=READ, write=WRITE)
