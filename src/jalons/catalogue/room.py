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
            N_("Schema checks"),
            Verb.SHARE,
            "dataset_check_list",
            paths=("controles/",),
            purpose=N_("Files confronted with the public models of data, and what fixes them."),
            figure="web.checks.queries:figure",
            action=N_("Check a file"),
            pages=(Page("dataset_check_list", N_("Schema checks")),),
            order=62,
        ),
    ),
    cli="cli:commands",
    web=Web(
        api="web.api:endpoints",
        finders="web.finders",
        sources="web.sources:domains",
        demo="web.demo:fill",
        demo_after=("twin", "procurement"),
        shelves="web.shelves:SHELVES",
        daily=("web.checks.actions:daily",),
        folders=("datasets",),
    ),
)
