"""Data, charters, algorithms and AI systems: where the room is shown, what it plugs in."""

from jalons.foundation.rooms import N_, Page, Room, Topic, Verb, Web

room = Room(
    "catalogue",
    title=N_("Data and algorithms"),
    path="donnees/",
    public="donnees/",
    commitments=(7, 9),
    topics=(
        Topic(
            N_("Other catalogues"),
            Verb.SHARE,
            "harvest_source_list",
            paths=("echanges/",),
            action=N_("See the catalogues you read"),
            purpose=N_("Datasets of others described here, yours offered to national catalogues."),
            figure="web.exchange.register:sources.headline",
            pages=(Page("harvest_source_list", N_("Other catalogues")),),
        ),
    ),
    cli="cli:commands",
    web=Web(
        api="web.api:endpoints",
        finders="web.finders",
        sources="web.sources:domains",
        stored=("web.exchange.commands:published",),
        daily=("web.exchange.actions:daily",),
        demo="web.demo:fill",
        demo_after=("twin", "procurement"),
        shelves="web.shelves:SHELVES",
        folders=("datasets",),
    ),
)
