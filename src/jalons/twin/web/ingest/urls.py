from django.urls import path

from jalons.twin.web.ingest import views
from jalons.twin.web.ingest.dead_letters import views as letter_views
from jalons.twin.web.ingest.files import views as file_views
from jalons.twin.web.ingest.sources import views as source_views

urlpatterns = [
    path("", views.data, name="twin_data"),
    path("fichier/", file_views.file_new, name="twin_file_new"),
    path("fichier/<slug:key>/", file_views.file, name="twin_file"),
    path("fichier/<slug:key>/colonnes/", file_views.file_plan, name="twin_file_plan"),
    path("fichier/<slug:key>/en-tetes/", file_views.file_headings, name="twin_file_headings"),
    path("fichier/<slug:key>/prendre/", file_views.file_take, name="twin_file_take"),
    path("fichier/<slug:key>/annuler/", file_views.file_undo, name="twin_file_undo"),
    path("fichier/<slug:key>/oublier/", file_views.file_forget, name="twin_file_forget"),
    path("fichier/<slug:key>/refus.csv", file_views.file_refused, name="twin_file_refused"),
    path("sources/nouvelle/", source_views.source_new, name="twin_source_new"),
    path("sources/<slug:key>/", source_views.source, name="twin_source"),
    path("sources/<slug:key>/modifier/", source_views.source_edit, name="twin_source_edit"),
    path("sources/<slug:key>/essai/", source_views.source_try, name="twin_source_try"),
    path("sources/<slug:key>/jeton/", source_views.token_new, name="twin_source_token"),
    path(
        "sources/<slug:key>/jeton/retirer/", source_views.token_drop, name="twin_source_token_drop"
    ),
    path("sources/<slug:key>/marche/", source_views.source_switch, name="twin_source_switch"),
    path("sources/<slug:key>/supprimer/", source_views.source_delete, name="twin_source_delete"),
    path("sources/<slug:key>/retablir/", source_views.source_restore, name="twin_source_restore"),
    path("refuses/", letter_views.letters, name="twin_letters"),
    path("refuses/rejouer/", letter_views.letters_replay, name="twin_letters_replay"),
    path("refuses/<str:key>/", letter_views.letter, name="twin_letter"),
    path("refuses/<str:key>/reparer/", letter_views.letter_correct, name="twin_letter_mend"),
    path("refuses/<str:key>/ecarter/", letter_views.letter_discard, name="twin_letter_discard"),
]
