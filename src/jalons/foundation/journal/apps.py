from django.apps import AppConfig


class JournalConfig(AppConfig):
    name = "jalons.foundation.journal"
    label = "journal"

    def ready(self) -> None:
        from jalons.foundation.accounts import trail  # models are loaded only now
        from jalons.foundation.journal import actions

        trail.record.connect(actions.record)
