"""Inclusion: where it is shown, and what it plugs into the product."""

from jalons.foundation.rooms import N_, Page, Room, Topic, Verb, Web

room = Room(
    "inclusion",
    title=N_("Inclusion"),
    path="inclusion/",
    commitments=(1, 2),
    topics=(
        Topic(
            N_("Procedures"),
            Verb.ACT,
            "procedure_list",
            paths=("demarches/",),
            action=N_("Check that every procedure has a human way"),
            purpose=N_("Where, when and how each procedure is done without the internet."),
            figure="web.procedures.register:procedures.headline",
            pages=(
                Page("procedure_list", N_("Procedures")),
                Page("procedure_gaps", N_("What is missing")),
            ),
            order=64,
        ),
    ),
    cli="cli:commands",
    web=Web(
        api="web.api:endpoints",
        daily=("web.procedures.indicators:publish_all",),
        demo="web.demo:fill",
        shelves="web.shelves:SHELVES",
    ),
)
