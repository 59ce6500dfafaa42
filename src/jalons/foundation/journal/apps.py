from django.apps import AppConfig


class JournalConfig(AppConfig):
    name = "jalons.foundation.journal"
    label = "journal"
