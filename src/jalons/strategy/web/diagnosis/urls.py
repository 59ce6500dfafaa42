from django.urls import include, path

from jalons.foundation.register.urls import urls_of
from jalons.foundation.register.views import undo
from jalons.strategy.web.diagnosis import one_question, track_views, views
from jalons.strategy.web.diagnosis.register import answers, profiles, snapshots
from jalons.strategy.web.diagnosis.succession import views as succession_views

SNAPSHOTS = "conserves/"

urlpatterns = [
    path("", views.overview, name="diagnosis"),
    path("", views.overview, name="diagnosis_answer_list"),
    path("", views.overview, name="diagnosis_profile_list"),
    path("reponses/annuler/<uuid:batch>/", undo(answers), name="diagnosis_answer_undo"),
    path("faits/annuler/<uuid:batch>/", undo(profiles), name="diagnosis_profile_undo"),
    path("parcours/", track_views.choose_track, name="diagnosis_track"),
    path("<int:number>/", views.commitment, name="diagnosis_commitment"),
    path("question/", one_question.following, name="diagnosis_following"),
    path("question/<str:name>/", one_question.question, name="diagnosis_question"),
    path("<int:number>/pourquoi/", views.reasons, name="diagnosis_reasons"),
    path("actions/", views.basket, name="diagnosis_basket"),
    path("actions/choisir/", views.choose, name="diagnosis_choose"),
    path(SNAPSHOTS, include(urls_of(
        snapshots, list=views.overview, new=views.save, record=views.snapshot
    ))),
    path(
        f"{SNAPSHOTS}<uuid:pk>/reprendre/",
        succession_views.go_back,
        name="diagnosis_snapshot_go_back",
    ),
    path("version/", succession_views.succession, name="diagnosis_succession"),
    path("version/reprendre/", succession_views.upgrade, name="diagnosis_take_up"),
    path("reponses.json", views.answers_file, name="diagnosis_answers"),
]  # fmt: skip
