from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "jalons.foundation.accounts"
    label = "accounts"

    def ready(self) -> None:
        """Scope the joins once all models are known."""
        from jalons.foundation.accounts.scoping import scope_joins

        scope_joins()
