"""The map of the site. Pages of an authority live under ``/collectivite/<slug>/``."""

from __future__ import annotations

from django.urls import include, path

from jalons.foundation.accounts.heavy import Views
from jalons.foundation.rooms import rooms
from jalons.site.pages import tool_report, tour, views

handler500 = views.broken

urlpatterns = [
    path("", views.home, name="home"),
    path("sources/", Views("jalons.site.pages.source_page").sources, name="sources"),
    path("outil/", tool_report.tool_report, name="tool_report"),
    path("outil/audit.json", tool_report.tool_report_file, name="tool_report_file"),
    path("compte/", include("allauth.urls")),
    path("", include("jalons.foundation.accounts.urls")),
    path("", include("jalons.foundation.navigation.public_urls")),
    path("", include("jalons.foundation.publishing.public.urls")),
    *(
        path(room.public, include(f"{room.app}.public_urls"))
        for room in rooms()
        if room.public is not None
    ),
    *(
        path(f".well-known/{room.well_known}", include(f"{room.app}.well_known_urls"))
        for room in rooms()
        if room.well_known is not None
    ),
    path("", include("jalons.foundation.administration.own.urls")),
    path("instance/", include("jalons.foundation.administration.urls")),
    path("territoires/", include("jalons.foundation.territories.urls")),
    path("api/v1/", include("jalons.foundation.api.urls")),
    path("conception/", include("jalons.foundation.design.urls")),
    path(
        "collectivite/<slug:slug>/",
        include(
            [
                path("", include("jalons.foundation.accounts.authority_urls")),
                path("", include("jalons.foundation.administration.own.authority_urls")),
                path("", include("jalons.foundation.api.authority_urls")),
                path("", include("jalons.foundation.navigation.authority_urls")),
                path("visite/", tour.tour, name="tour"),
                path("visite/<int:number>/", tour.tour_stop, name="tour_stop"),
                path("journal/", include("jalons.foundation.journal.urls")),
                path("page-publique/", include("jalons.foundation.publishing.urls")),
                path("partenaires/", include("jalons.foundation.partners.urls")),
                path("", include("jalons.foundation.search.urls")),
                path("", include("jalons.foundation.tasks.urls")),
                *(
                    path(room.path, include(f"{room.app}.urls"))
                    for room in rooms()
                    if room.path is not None
                ),
            ]
        ),
    ),
]
