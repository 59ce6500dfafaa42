from django.apps import AppConfig


class ApiConfig(AppConfig):
    name = "jalons.foundation.api"
    label = "api"

    def ready(self) -> None:
        from jalons.foundation.accounts.ports import departures  # models are loaded only now
        from jalons.foundation.api import actions

        departures.departure.connect(actions.close_tokens_of)
