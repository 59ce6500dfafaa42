"""The pages where an authority decides what everybody may see."""

from django.urls import path

from jalons.foundation.publishing import views

urlpatterns = [
    path("", views.overview, name="publication"),
    path("textes/", views.texts, name="publication_texts"),
    path("choisir/<slug:name>/", views.choose, name="publication_choose"),
    path("relire/", views.read, name="publication_read"),
    path("apercu/<slug:name>/", views.preview, name="publication_preview"),
    path("ouvrir/", views.open_page, name="publication_open"),
    path("fermer/", views.close_page, name="publication_close"),
    path("page-publique.zip", views.export, name="publication_export"),
]
