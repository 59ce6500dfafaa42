from django.urls import URLPattern, URLResolver, include, path

from jalons.foundation.accounts.heavy import heavy
from jalons.foundation.register.urls import urls_of
from jalons.reuse.web.accounts import views
from jalons.reuse.web.accounts.register import reuse_years

urlpatterns: list[URLPattern | URLResolver] = [
    path("", views.year, name="reuse_rate"),
    path("<int:year>/", views.year, name="reuse_rate_of"),
    path("<int:year>/chapitre.<slug:kind>", heavy(views.document), name="reuse_chapter"),
    path("<int:year>/comptes.<slug:kind>", heavy(views.books), name="reuse_books"),
    path("annees/", include(urls_of(reuse_years))),
]
