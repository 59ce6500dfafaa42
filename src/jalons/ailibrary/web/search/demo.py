"""Twelve deliberations of the fictional town, ready to be searched."""

from __future__ import annotations

from django.core.files.base import ContentFile

from jalons.ailibrary.web.search import actions
from jalons.ailibrary.web.search.models import Corpus
from jalons.foundation.accounts.models import Role
from jalons.foundation.accounts.ports.demonstration import Demonstration
from jalons.foundation.register.writer import write
from jalons.kernel.tables import package_table


def fill(demo: Demonstration) -> None:
    """A collection with its documents, read at once."""
    table, user = package_table("jalons.ailibrary", "search_demo"), demo.people[Role.LEAD]
    corpus = Corpus(authority=demo.authority)
    values = {name: table[name] for name in ("name", "content")}
    write(demo.authority, user, [(corpus, values)])
    actions.store(user, corpus, [
        ContentFile(each["text"].replace("{town}", demo.authority.name).strip().encode(),
                    each["file"])
        for each in table["documents"]
    ])  # fmt: skip
    actions.index(corpus)
