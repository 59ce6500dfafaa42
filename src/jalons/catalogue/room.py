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
            N_("Charters of data"),
            Verb.SHARE,
            "charter_list",
            paths=("chartes/",),
            purpose=N_("What you promise about data, who answers for it, by when, with proofs."),
            figure="web.charters.register:commitments.headline",
            action=N_("Write a charter"),
            pages=(
                Page("charter_list", N_("Charters")),
                Page("charter_commitment_list", N_("Commitments")),
                Page("data_clause_list", N_("Clauses")),
            ),
            order=50,
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
        daily=("web.charters.actions:publish_all",),
        folders=("datasets",),
    ),
)
