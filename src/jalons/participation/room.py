"""Participation: where the room is shown, what it plugs in."""

from jalons.foundation.rooms import N_, Page, Room, Topic, Verb, Web

room = Room(
    "participation",
    title=N_("Participation"),
    path="participation/",
    public="participation/",
    commitments=(3,),
    topics=(
        # to decide: an opinion is requested before a choice, and the authority says what it chose
        Topic(
            N_("Opinions of residents"),
            Verb.DECIDE,
            "consultation_list",
            paths=("", "idees/", "codes/"),
            purpose=N_("Clear questions, answers from everybody, also without the internet."),
            figure="web.consultations.register:consultations.headline",
            action=N_("Write a consultation"),
            pages=(
                Page("consultation_list", N_("Consultations of residents")),
                Page("proposal_list", N_("Ideas of residents")),
                Page("code_batch_list", N_("Codes on paper")),
            ),
            order=58,
        ),
    ),
    cli="cli:commands",
    web=Web(
        api="web.api:endpoints",
        stored=("web.consultations.commands:codes",),
        finders="web.finders",
        sources="web.sources:domains",
        demo="web.demo:fill",
        demo_after=("strategy",),
        shelves="web.shelves:SHELVES",
        daily=("web.consultations.actions:daily",),
    ),
)
