from django.urls import path

from jalons.foundation.imports.views import import_urls
from jalons.strategy.web.roadmap import exchange_views, reminder_views
from jalons.strategy.web.roadmap.importing import plan_file

urlpatterns = [
    *import_urls(plan_file, "import/", check=exchange_views.check),
    path("export/", exchange_views.export, name="roadmap_export"),
    path("rappels/", reminder_views.page, name="roadmap_reminders"),
    path("rappels/agenda/", reminder_views.calendar_link, name="roadmap_calendar_link"),
]
