"""Federation: where the room is shown, what it plugs in."""

from jalons.foundation.rooms import N_, Room, Web

room = Room(
    "federation",
    title=N_("Between territories"),
    path="territoires-partages/",
    public="partage/",
    commitments=(8,),
    topics=(),
    cli="cli:commands",
    extra="federation",
    web=Web(
        api="web.api:endpoints",
        finders="web.finders",
        demo="web.demo:fill",
        demo_after=("strategy", "reuse", "catalogue"),
        shelves="web.shelves:SHELVES",
    ),
)
