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
        daily=("web.comparison.actions:daily",),
        shelves="web.shelves:SHELVES",
    ),
)
