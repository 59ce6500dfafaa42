"""Federation: where the room is shown, what it plugs in."""

from jalons.foundation.rooms import N_, Page, Room, Topic, Verb, Web

room = Room(
    "federation",
    title=N_("Between territories"),
    path="territoires-partages/",
    public="partage/",
    commitments=(8,),
    topics=(
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
        Topic(
            N_("Figures of a group"),
            Verb.SHARE,
            "group_figures",
            paths=("comparer/",),
            purpose=N_("Territories of your type and size, and what they solved near you."),
            figure="web.comparison.pages:figure",
            action=N_("Compare with a group"),
            pages=(
                Page("group_figures", N_("Figures of a group")),
                Page("near_us", N_("Who solved this near us?")),
                Page("notice_board", N_("Needs and offers")),
            ),
            order=73,
        ),
        Topic(
            N_("Support to territories"),
            Verb.SHARE,
            "supported_members",
            paths=("appui/",),
            purpose=N_("The state of your members with their consent, help, needs to pool."),
            figure="web.supervision.views:figure",
            action=N_("See your members"),
            pages=(
                Page("supported_members", N_("Territories you support")),
                Page("help_request_list", N_("Help")),
            ),
            order=74,
        ),
    ),
    cli="cli:commands",
    extra="federation",
    web=Web(
        api="web.api:endpoints",
        finders="web.finders",
        demo="web.demo:fill",
        demo_after=("strategy", "reuse", "catalogue"),
        shelves="web.shelves:SHELVES",
        stored=("web.received.commands:read",),
        daily=("web.received.actions:daily", "web.comparison.actions:daily"),
        files="web.dropped",
        folders=("federation",),
        shared="web.received.members:sharing",
    ),
)
