from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "jalons.foundation.accounts"
    label = "accounts"
