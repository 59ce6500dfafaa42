"""Procurement: where it is shown, and what it plugs into the product."""

from jalons.foundation.rooms import N_, Room, Web

room = Room(
    "procurement",
    title=N_("Procurement"),
    path="achats/",
    commitments=(5,),
    topics=(),
    cli="cli:commands",
    web=Web(api="web.api:endpoints", demo="web.demo:fill", demo_after=("footprint",)),
)
