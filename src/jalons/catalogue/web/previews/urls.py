from django.urls import path

from jalons.catalogue.web.previews import views

urlpatterns = [
    path("<uuid:pk>/", views.page, name="preview"),
    path("<uuid:pk>/colonnes/", views.columns, name="preview_columns"),
    path("<uuid:pk>/lignes.csv", views.rows_file, name="preview_rows"),
    path("<uuid:pk>/relire/", views.again, name="preview_again"),
]
