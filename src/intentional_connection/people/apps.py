from django.apps import AppConfig


class PeopleConfig(AppConfig):
    name = "intentional_connection.people"
    label = "people"
