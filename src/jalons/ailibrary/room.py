"""Modest AI: where the room is shown, what it plugs in."""

from jalons.foundation.rooms import N_, Page, Room, Topic, Verb, Web

room = Room(
    "ailibrary",
    title=N_("Modest AI"),
    path="ia/",
    public="ia/",
    commitments=(9,),
    topics=(
        Topic(
            N_("Search in documents"),
            Verb.ACT,
            "passage_search",
            paths=("recherche/",),
            purpose=N_("Find what was decided in your deliberations: quotes, no written answer."),
            figure="web.search.queries:figure",
            action=N_("Search your deliberations"),
            pages=(
                Page("passage_search", N_("Search in documents")),
                Page("corpus_list", N_("Collections of documents")),
                Page("corpus_document_list", N_("Documents")),
            ),
            order=92,
        ),
    ),
    cli="cli:commands",
    web=Web(
        api="web.api:endpoints",
        finders="web.finders",
        sources="web.sources:domains",
        demo="web.demo:fill",
        demo_after=("catalogue", "twin"),
        shelves="web.shelves:SHELVES",
        daily=("web.search.actions:daily",),
        files="web.dropped",
        folders=("corpora",),
    ),
)
