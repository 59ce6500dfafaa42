"""Inclusion: where it is shown, and what it plugs into the product."""

from jalons.foundation.rooms import N_, Page, Room, Topic, Verb, Web

room = Room(
    "inclusion",
    title=N_("Inclusion"),
    path="inclusion/",
    public="sans-internet/",
    commitments=(1, 2),
    topics=(
        Topic(
            N_("Coaching and training"),
            Verb.ACT,
            "skills_year",
            paths=("accompagnement/",),
            purpose=N_("Who is helped and trained, counted without a name."),
            figure="web.skills.queries:figure",
            action=N_("Record an activity"),
            pages=(
                Page("skills_year", N_("Figures of the year")),
                Page("activity_list", N_("Activities")),
                Page("training_session_list", N_("Training")),
                Page("equipment_aid_list", N_("Equipment")),
                Page("retention_list", N_("Retention")),
            ),
            order=65,
        ),
        Topic(
            N_("Uses and prevention"),
            Verb.ACT,
            "campaign_list",
            paths=("campagnes/",),
            purpose=N_("Campaigns on screens, sleep, e-mail: planned, run, measured."),
            figure="web.campaigns.register:campaigns.headline",
            action=N_("Prepare a campaign"),
            pages=(Page("campaign_list", N_("Campaigns")),),
            order=66,
        ),
    ),
    cli="cli:commands",
    web=Web(
        api="web.api:endpoints",
        finders="web.finders",
        demo="web.demo:fill",
        daily=("web.skills.actions:purge",),
    ),
)
