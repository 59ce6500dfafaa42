"""Procurement: where it is shown, and what it plugs into the product."""

from jalons.foundation.rooms import N_, Room, Topic, Verb, Web

room = Room(
    "procurement",
    title=N_("Procurement"),
    path="achats/",
    commitments=(5,),
    topics=(
        Topic(
            N_("Tenders"),
            Verb.DECIDE,
            "tender_list",
            paths=("consultations/",),
            action=N_("Simulate an award"),
            purpose=N_("What each price formula changes, before you publish your criteria."),
            figure="web.tenders.register:headline_of",
        ),
    ),
    cli="cli:commands",
    web=Web(api="web.api:endpoints", demo="web.demo:fill", demo_after=("footprint",)),
)
