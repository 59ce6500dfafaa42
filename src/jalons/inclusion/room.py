"""Inclusion: where it is shown, and what it plugs into the product."""

from jalons.foundation.rooms import N_, Page, Room, Topic, Verb, Web

room = Room(
    "inclusion",
    title=N_("Inclusion"),
    path="inclusion/",
    public="sans-internet/",
    commitments=(1, 2),
    topics=(
        Topic(
            N_("Data and limits"),
            Verb.MEASURE,
            "official_data_list",
            paths=("donnees/",),
            purpose=N_("The public files that are loaded, their year, what they allow to compute."),
            figure="web.official.register:official.headline",
            action=N_("Bring an official file"),
            pages=(Page("official_data_list", N_("Data loaded")),),
            order=49,
        ),
    ),
    cli="cli:commands",
    web=Web(
        api="web.api:endpoints",
        demo="web.demo:fill",
        files="web.official.queries:files",
        folders=("official",),
        sources="web.sources:domains",
    ),
)
