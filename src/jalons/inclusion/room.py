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
            N_("Mediation places"),
            Verb.MEASURE,
            "mediation_place_list",
            paths=("lieux/",),
            purpose=N_("Who helps those that the internet leaves out, where and when."),
            figure="web.places.register:places.headline",
            action=N_("Bring the list of your places"),
            pages=(
                Page("mediation_place_list", N_("Places")),
                Page("mediation_place_checks", N_("To fix")),
                Page("mediation_place_doubles", N_("Likely duplicates")),
            ),
            order=52,
        ),
    ),
    cli="cli:commands",
    web=Web(
        api="web.api:endpoints",
        demo="web.demo:fill",
        shelves="web.shelves:SHELVES",
    ),
)
