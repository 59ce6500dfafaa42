"""Federation: where the room is shown, what it plugs in."""

from jalons.foundation.rooms import N_, Page, Room, Topic, Verb, Web

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
            order=70,
        ),
        Topic(
            N_("Territories read"),
            Verb.SHARE,
            "federation_source_list",
            paths=("territoires/", "fichiers/"),
            purpose=N_("What other territories share: compare their digits once, then read it."),
            figure="web.sources.register:sources.headline",
            action=N_("Read a territory"),
            pages=(
                Page("federation_source_list", N_("Territories read")),
                Page("received_item_list", N_("Files received")),
                Page("federation_trust", N_("Whom do you trust?")),
            ),
            order=71,
        ),
    ),
    cli="cli:commands",
    extra="federation",
    web=Web(
        api="web.api:endpoints",
        finders="web.finders",
        demo="web.demo:fill",
        leaving="web.leaving",
        demo_after=("strategy", "reuse", "catalogue"),
        shelves="web.shelves:SHELVES",
        stored=("web.received.commands:read",),
        daily=("web.sharing.actions:daily", "web.received.actions:daily"),
        files="web.dropped",
        folders=("sharing", "federation"),
        shared="web.received.members:sharing",
    ),
)
