"""Inclusion: where it is shown, and what it plugs into the product."""

from jalons.foundation.rooms import N_, Room, Topic, Verb, Web

room = Room(
    "inclusion",
    title=N_("Inclusion"),
    path="inclusion/",
    public="sans-internet/",
    commitments=(1, 2),
    topics=(
        Topic(
            N_("Access to places"),
            Verb.MEASURE,
            "access_study_list",
            paths=("acces/",),
            action=N_("Measure access"),
            purpose=N_("How far residents are from somebody who helps."),
            figure="web.access.register:studies.headline",
        ),
        Topic(
            N_("One more place"),
            Verb.DECIDE,
            "siting_study_list",
            paths=("lieu-de-plus/",),
            action=N_("Look for a place to open"),
            purpose=N_("Where one more place would help most, with the proof."),
            figure="web.siting.register:sitings.headline",
        ),
    ),
    cli="cli:commands",
    web=Web(
        api="web.api:endpoints",
        demo="web.demo:fill",
    ),
)
