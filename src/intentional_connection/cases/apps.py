from django.apps import AppConfig


class CasesConfig(AppConfig):
    name = "intentional_connection.cases"
    label = "cases"
