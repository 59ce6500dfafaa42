from django.urls import include, path

from jalons.foundation.notes.views import urls_of
from jalons.strategy.web.roadmap import bulk_views, look_views, part_views, tree_views, views

SHEET = "<uuid:pk>/"

urlpatterns = [
    path("", include("jalons.strategy.web.roadmap.exchange_urls")),
    path("", views.overview, name="roadmap"),
    path("colonnes/", look_views.board, name="roadmap_board"),
    path("calendrier/", look_views.calendar, name="roadmap_calendar"),
    path("budget/", look_views.budget, name="roadmap_budget"),
    path("financement/", look_views.fundings, name="roadmap_funding"),
    path("plans/", tree_views.plans, name="roadmap_plans"),
    path("plans/nouveau/", tree_views.new_plan, name="roadmap_plan_new"),
    path("plans/<int:pk>/", tree_views.plan, name="roadmap_plan"),
    path("plans/<int:pk>/supprimer/", tree_views.delete_plan, name="roadmap_plan_delete"),
    path("axes/", tree_views.axes, name="roadmap_axes"),
    path("axes/nouveau/", tree_views.new_axis, name="roadmap_axis_new"),
    path("axes/<int:pk>/", tree_views.axis, name="roadmap_axis"),
    path("axes/<int:pk>/deplacer/", tree_views.move_axis, name="roadmap_axis_move"),
    path("axes/<int:pk>/supprimer/", tree_views.delete_axis, name="roadmap_axis_delete"),
    path("nouvelle/", views.new, name="roadmap_new"),
    path("plusieurs/", bulk_views.choose, name="roadmap_bulk"),
    path("statut/", look_views.move, name="roadmap_move"),
    path("annuler/", views.undo_last, name="roadmap_undo"),
    path("supprimees/", views.bin_, name="roadmap_deleted"),
    path(SHEET, views.sheet, name="roadmap_action"),
    path(f"{SHEET}modifier/", views.edit, name="roadmap_edit"),
    path(f"{SHEET}rattacher/", views.attach, name="roadmap_attach"),
    path(f"{SHEET}historique/", views.history, name="roadmap_history"),
    path(f"{SHEET}supprimer/", views.delete, name="roadmap_delete"),
    path(f"{SHEET}restaurer/", views.restore, name="roadmap_restore"),
    *urls_of("roadmap_action", SHEET, find=views.noted, show=views.show_sheet),
    path(f"{SHEET}taches/<int:part>/fait/", part_views.done, name="roadmap_task_done"),
    path(f"{SHEET}<str:kind>/nouveau/", part_views.new, name="roadmap_part_new"),
    path(f"{SHEET}<str:kind>/<int:part>/", part_views.part, name="roadmap_part"),
    path(f"{SHEET}<str:kind>/<int:part>/supprimer/", part_views.delete, name="roadmap_part_delete"),
]  # fmt: skip
