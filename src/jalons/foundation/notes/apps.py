from django.apps import AppConfig


class NotesConfig(AppConfig):
    name = "jalons.foundation.notes"
    label = "notes"
