from django.apps import AppConfig


class JournalConfig(AppConfig):
    name = "intentional_connection.journal"
    label = "journal"
