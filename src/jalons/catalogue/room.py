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
            N_("Data"),
            Verb.SHARE,
            "dataset_list",
            paths=("", "obligations/"),
            purpose=N_("What data you have, for whom, how fresh, and what must be published."),
            figure="web.datasets.register:datasets.headline",
            action=N_("Describe a dataset"),
            pages=(
                Page("dataset_list", N_("Datasets")),
                Page("duty_answer_list", N_("Duties")),
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
        files="web.dropped",
        folders=("datasets",),
    ),
)
