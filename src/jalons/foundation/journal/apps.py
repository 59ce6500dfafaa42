from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class JournalConfig(AppConfig):
    name = "jalons.foundation.journal"
    label = "journal"

    def ready(self) -> None:
        autodiscover_modules("journal_words")
        from jalons.foundation.accounts.ports import journal_port  # models are loaded only now
        from jalons.foundation.journal import actions

        journal_port.record.connect(actions.record)
