"""Modest AI: where the room is shown, what it plugs in."""

from jalons.foundation.rooms import N_, Page, Room, Topic, Verb, Web

room = Room(
    "ailibrary",
    title=N_("Modest AI"),
    path="ia/",
    public="ia/",
    commitments=(9,),
    topics=(
        Topic(
            N_("Requests to decide"),
            Verb.ACT,
            "queue_item_list",
            paths=("file/",),
            purpose=N_("A recipe suggests a service for each request; a person decides."),
            figure="web.queue.queries:figure",
            action=N_("Decide the next request"),
            pages=(
                Page("queue_item_list", N_("Requests received")),
                Page("queue_service_list", N_("Services that receive")),
                Page("queue_figures", N_("Figures")),
                Page("queue_learning", N_("Learning")),
                Page("queue_chain", N_("Chain of decisions")),
                Page("queue_rules", N_("Rules")),
            ),
            order=96,
        ),
    ),
    cli="cli:commands",
    web=Web(
        api="web.api:endpoints",
        stored=("web.queue.commands:verify",),
        daily=("web.queue.actions:daily",),
        files="web.queue.learning:files",
        folders=("learned",),
        finders="web.finders",
        sources="web.sources:domains",
        demo="web.demo:fill",
        demo_after=("catalogue", "twin"),
        shelves="web.shelves:SHELVES",
    ),
)
