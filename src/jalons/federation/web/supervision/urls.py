from django.urls import include, path

from jalons.federation.web.supervision import views
from jalons.federation.web.supervision.register import helps
from jalons.foundation.register.urls import urls_of

urlpatterns = [
    path("", views.members, name="supported_members"),
    path("territoires.<str:kind>", views.download, name="supported_members_export"),
    path("aides/", include(urls_of(helps))),
]
