from django.urls import include, path

from jalons.foundation.notes.views import urls_of as note_urls
from jalons.foundation.register.urls import urls_of
from jalons.foundation.register.views import trash
from jalons.strategy.web.roadmap import bulk_views, look_views, part_views, tree_views, views
from jalons.strategy.web.roadmap.register import axes, plans, sheets

SHEET = "<uuid:pk>/"

urlpatterns = [
    path("", include("jalons.strategy.web.roadmap.exchange_urls")),
    path("", views.overview, name="roadmap"),
    path("colonnes/", look_views.board, name="roadmap_board"),
    path("calendrier/", look_views.calendar, name="roadmap_calendar"),
    path("budget/", look_views.budget, name="roadmap_budget"),
    path("financement/", look_views.fundings, name="roadmap_funding"),
    path("plans/", include(urls_of(plans, list=tree_views.plans))),
    path("axes/", include(urls_of(axes, list=tree_views.axes))),
    path("axes/<int:pk>/deplacer/", tree_views.move_axis, name="roadmap_axis_move"),
    path("nouvelle/", views.new, name="roadmap_new"),
    path("plusieurs/", bulk_views.choose, name="roadmap_bulk"),
    path("statut/", look_views.move, name="roadmap_move"),
    path("supprimees/", trash(sheets), name="roadmap_deleted"),
    path(f"{SHEET}rattacher/", views.attach, name="roadmap_attach"),
    *note_urls("roadmap_action", SHEET, find=views.noted, show=views.show_sheet),
    path(f"{SHEET}taches/<int:part_pk>/fait/", part_views.done, name="roadmap_task_done"),
    *urls_of(
        sheets, list=views.overview, record=views.sheet, edit=views.edit, restore=views.restore,
        new=None, export=None, trash=None,
    ),
]  # fmt: skip
