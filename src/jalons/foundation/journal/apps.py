from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class JournalConfig(AppConfig):
    name = "jalons.foundation.journal"
    label = "journal"

    def ready(self) -> None:
        autodiscover_modules("journal_words")
        from jalons.foundation.accounts import trail  # models are loaded only now
        from jalons.foundation.journal import actions

        trail.record.connect(actions.record)
