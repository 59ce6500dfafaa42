from django.urls import include, path

from jalons.foundation.accounts.heavy import heavy
from jalons.inclusion.web import yearly

urlpatterns = [
    path("lieux/", include("jalons.inclusion.web.places.urls")),
    path("acces/", include("jalons.inclusion.web.access.urls")),
    path("lieu-de-plus/", include("jalons.inclusion.web.siting.urls")),
    path("demarches/", include("jalons.inclusion.web.procedures.urls")),
    path("accompagnement/", include("jalons.inclusion.web.skills.urls")),
    path("accompagnement/<int:year>/bilan.<slug:kind>", heavy(yearly.document),
         name="inclusion_chapter"),
    path("campagnes/", include("jalons.inclusion.web.campaigns.urls")),
    path("donnees/", include("jalons.inclusion.web.official.urls")),
    path("", include("jalons.inclusion.web.diagnosis.urls")),
]  # fmt: skip
