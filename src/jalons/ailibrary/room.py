"""Modest AI: where the room is shown, what it plugs in."""

from jalons.foundation.rooms import N_, Room, Web

room = Room(
    "ailibrary",
    title=N_("Modest AI"),
    path="ia/",
    public="ia/",
    commitments=(9,),
    topics=(),
    cli="cli:commands",
    web=Web(
        api="web.api:endpoints",
        finders="web.finders",
        sources="web.sources:domains",
        demo="web.demo:fill",
        demo_after=("catalogue", "twin"),
        shelves="web.shelves:SHELVES",
        columns="web.contracts:columns",
        pairs="web.contracts:pairs",
    ),
)
