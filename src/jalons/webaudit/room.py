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
            figure="web.services.register:services.headline",
            action=N_("List your websites"),
            pages=(
                Page("web_service_list", N_("Services")),
                Page("web_service_to_close", N_("Services to close")),
            ),
            order=30,
        ),
        Topic(
            N_("Page audits"),
            Verb.MEASURE,
            "web_audit_list",
            paths=("audits/",),
            purpose=N_("What pages weigh, what they emit, whom they leave out, and quick wins."),
            figure="web.audits.queries:figure",
            action=N_("Audit pages"),
            pages=(Page("web_audit_list", N_("Audits")),),
            order=31,
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
            N_("Ecodesign"),
            Verb.ACT,
            "ecodesign_review_list",
            paths=("ecoconception/",),
            purpose=N_(
                "The 78 criteria of ecodesign, assessed by yourselves, and the declaration."
            ),
            figure="web.ecodesign.register:reviews.headline",
            action=N_("Assess the ecodesign of a service"),
            pages=(Page("ecodesign_review_list", N_("Reviews")),),
            order=71,
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
    guides=("webaudit",),
    cli="cli:commands",
    web=Web(
        audit="store",
        api="web.api:endpoints",
        finders="web.finders",
        sources="web.sources:domains",
        demo="web.demo:fill",
        shelves="web.shelves:SHELVES",
        daily=("web.audits.actions:daily", "web.statements.indicators:publish_all"),
        files="web.dropped",
        folders=("access",),
    ),
)
