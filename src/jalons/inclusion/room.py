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
            N_("Digital fragility"),
            Verb.MEASURE,
            "fragility_list",
            paths=("",),
            purpose=N_("Where more people may need help, and how sure that is."),
            figure="web.diagnosis.queries:figure",
            action=N_("Diagnose my territory"),
            pages=(Page("fragility_list", N_("Diagnoses of fragility")),),
            order=20,
        ),
    ),
    cli="cli:commands",
    web=Web(
        api="web.api:endpoints",
        finders="web.finders",
        demo="web.demo:fill",
    ),
)
