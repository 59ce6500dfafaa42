"""Federation: where the room is shown, what it plugs in."""

from jalons.foundation.rooms import N_, Room, Topic, Verb, Web

room = Room(
    "federation",
    title=N_("Between territories"),
    path="territoires-partages/",
    public="partage/",
    commitments=(8,),
    well_known="territoire-nr/",
    topics=(
        Topic(
            N_("What you share"),
            Verb.SHARE,
            "sharing",
            paths=("",),
            purpose=N_("Signed files that other territories read and use again, with your name."),
            figure="web.sharing.queries:headline",
            action=N_("Choose what is shared"),
            order=60,
        ),
    ),
    cli="cli:commands",
    extra="federation",
    web=Web(
        api="web.api:endpoints",
        finders="web.finders",
        demo="web.demo:fill",
        daily=("web.sharing.actions:daily",),
        folders=("sharing",),
        leaving="web.leaving",
        demo_after=("strategy", "reuse", "catalogue"),
        shelves="web.shelves:SHELVES",
    ),
)
