"""Data, charters, algorithms and AI systems: where the room is shown, what it plugs in."""

from jalons.foundation.rooms import N_, Page, Room, Topic, Verb, Web

room = Room(
    "catalogue",
    title=N_("Data and algorithms"),
    path="donnees/",
    public="donnees/",
    commitments=(7, 9),
    topics=(
        Topic(
            N_("Algorithms"),
            Verb.SHARE,
            "algorithm_list",
            paths=("algorithmes/",),
            purpose=N_("What helps to decide: its sheet, its notice, explanations in a month."),
            figure="web.algorithms.queries:figure",
            action=N_("Find your algorithms"),
            pages=(
                Page("algorithm_list", N_("Algorithms")),
                Page("algorithm_request_list", N_("Requests and errors")),
            ),
            order=60,
        ),
        Topic(
            N_("AI systems"),
            Verb.ACT,
            "ai_system_list",
            paths=("systemes-ia/",),
            purpose=N_("Each system with its class, your duties, who oversees it, what it uses."),
            figure="web.ai_systems.register:systems.headline",
            action=N_("List an AI system"),
            pages=(
                Page("ai_system_list", N_("Systems")),
                Page("generative_use_list", N_("Generative use")),
                Page("ai_literacy_list", N_("Literacy")),
            ),
            order=90,
        ),
    ),
    cli="cli:commands",
    web=Web(
        api="web.api:endpoints",
        finders="web.finders",
        sources="web.sources:domains",
        demo="web.demo:fill",
        demo_after=("twin", "procurement"),
        shelves="web.shelves:SHELVES",
        daily=("web.algorithms.indicators:publish_all", "web.ai_systems.indicators:publish_all"),
        folders=("datasets",),
    ),
)
