from django.urls import include, path

from jalons.foundation.notes.views import urls_of as note_urls
from jalons.foundation.register.urls import urls_of
from jalons.foundation.register.views import trash
from jalons.strategy.web.roadmap import axis_views, board_views, bulk_views, views
from jalons.strategy.web.roadmap.budget import views as budget_views
from jalons.strategy.web.roadmap.register import axes, plans, sheets

SHEET = "<uuid:pk>/"

urlpatterns = [
    path("", include("jalons.strategy.web.roadmap.plan_exchange.urls")),
    path("", views.overview, name="roadmap"),
    path("colonnes/", board_views.board, name="roadmap_board"),
    path("budget/", budget_views.budget, name="roadmap_budget"),
    path("financement/", budget_views.fundings, name="roadmap_funding"),
    path("plans/", include(urls_of(plans, list=axis_views.plans))),
    path("axes/", include(urls_of(axes, list=axis_views.axes))),
    path("axes/<int:pk>/deplacer/", axis_views.move_axis, name="roadmap_axis_move"),
    path("nouvelle/", views.new, name="roadmap_new"),
    path("plusieurs/", bulk_views.choose, name="roadmap_bulk"),
    path("statut/", board_views.move, name="roadmap_move"),
    path("supprimees/", trash(sheets), name="roadmap_deleted"),
    path(f"{SHEET}rattacher/", views.attach, name="roadmap_attach"),
    *note_urls("roadmap_action", SHEET, find=views.noted, show=views.show_sheet),
    path(f"{SHEET}taches/<int:part_pk>/fait/", views.toggle_task, name="roadmap_task_done"),
    *urls_of(
        sheets, list=views.overview, record=views.sheet, edit=views.edit, restore=views.restore,
        new=None, export=None, trash=None,
    ),
]  # fmt: skip
