from django.urls import path

from jalons.foundation.imports.views import import_urls
from jalons.strategy.web.roadmap.plan_exchange import views
from jalons.strategy.web.roadmap.plan_exchange.plan_import import plan_file

urlpatterns = [
    *import_urls(plan_file, "import/", check=views.check),
    path("export/", views.export, name="roadmap_export"),
]
