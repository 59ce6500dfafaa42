"""The audit of web pages and online services: where it is shown, what it plugs into the product."""

from jalons.foundation.rooms import N_, Page, Room, Topic, Verb, Web

room = Room(
    "webaudit",
    title=N_("Websites and online services"),
    path="sites/",
    public="sites/",
    commitments=(1, 4),
    topics=(
        Topic(
            N_("Online services"),
            Verb.MEASURE,
            "web_service_list",
            paths=("",),
            purpose=N_("Each website, application and online procedure: who answers for it."),
            figure="web.services.queries:figure",
            action=N_("List your websites"),
            pages=(Page("web_service_list", N_("Services")),),
            order=30,
        ),
        Topic(
            N_("Accessibility"),
            Verb.ACT,
            "access_grid_list",
            paths=("accessibilite/",),
            purpose=N_("The 106 criteria, decided one by one, and what remains to fix."),
            figure="web.grids.queries:figure",
            action=N_("Assess a service"),
            pages=(
                Page("access_grid_list", N_("Assessments")),
                Page("access_finding_list", N_("Findings")),
                Page("grid_decision_list", N_("Decisions")),
            ),
            order=70,
        ),
        Topic(
            N_("Accessibility statements"),
            Verb.SHARE,
            "access_statement_list",
            paths=("declarations/",),
            purpose=N_("Statements the law asks for, plans, and complaints answered in a week."),
            figure="web.statements.queries:figure",
            action=N_("Prepare a statement"),
            pages=(
                Page("access_statement_list", N_("Statements")),
                Page("access_plan_list", N_("Plans")),
                Page("complaint_list", N_("Complaints")),
            ),
            order=40,
        ),
    ),
    cli="cli:commands",
    web=Web(
        audit="store",
        api="web.api:endpoints",
        finders="web.finders",
        sources="web.sources:domains",
        demo="web.demo:fill",
        daily=("web.statements.indicators:publish_all",),
        shelves="web.shelves:SHELVES",
        files="web.dropped",
        folders=("access",),
    ),
)
