from django.urls import path

from jalons.strategy.web.roadmap import exchange_views, reminder_views

IMPORT = "import/<uuid:pk>/"

urlpatterns = [
    path("import/", exchange_views.drop, name="roadmap_import"),
    path(IMPORT, exchange_views.check, name="roadmap_import_check"),
    path(f"{IMPORT}fait/", exchange_views.done, name="roadmap_import_done"),
    path(f"{IMPORT}annuler/", exchange_views.take_back, name="roadmap_import_undo"),
    path("export/", exchange_views.export, name="roadmap_export"),
    path("rappels/", reminder_views.page, name="roadmap_reminders"),
    path("rappels/agenda/", reminder_views.calendar_link, name="roadmap_calendar_link"),
]
