"""Procurement: where it is shown, and what it plugs into the product."""

from jalons.foundation.rooms import N_, Page, Room, Topic, Verb, Web

room = Room(
    "procurement",
    title=N_("Procurement"),
    path="achats/",
    public="achats/",
    commitments=(5,),
    topics=(
        Topic(
            N_("Clauses"),
            Verb.ACT,
            "clauses",
            paths=("clauses/",),
            action=N_("Choose clauses"),
            purpose=N_("Clauses for responsible contracts, and what is checked of them."),
            figure="web.clauses.register:headline_of",
            pages=(
                Page("clauses", N_("Catalogue")),
                Page("clause_selection_list", N_("Contract files and checks")),
            ),
        ),
    ),
    cli="cli:commands",
    web=Web(
        api="web.api:endpoints",
        daily=("web.clauses.reminders:send",),
        finders="web.finders",
        demo="web.demo:fill",
        demo_after=("footprint",),
    ),
)
