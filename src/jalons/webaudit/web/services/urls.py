from django.urls import path

from jalons.foundation.accounts.heavy import heavy
from jalons.foundation.imports.views import import_urls
from jalons.foundation.register.urls import urls_of
from jalons.webaudit.web.services import views
from jalons.webaudit.web.services.register import services, services_file

urlpatterns = [
    path("a-fermer/", views.to_close, name="web_service_to_close"),
    path("<uuid:pk>/frequentation/", heavy(views.bring_traffic), name="web_service_traffic"),
    *import_urls(services_file),
    *urls_of(services, record=views.service),
]
