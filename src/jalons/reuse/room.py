"""Reuse: where it is shown, and what it plugs into the product."""

from jalons.foundation.rooms import N_, Room, Web

room = Room(
    "reuse",
    title=N_("Reuse"),
    path="reemploi/",
    commitments=(6,),
    topics=(),
    cli="cli:commands",
    web=Web(api="web.api:endpoints", demo="web.demo:fill", demo_after=("footprint",)),
)
