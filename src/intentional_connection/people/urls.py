"""Addresses of the people room."""

from django.urls import path

from intentional_connection.people.views import profile, second_step

app_name = "people"

urlpatterns = [
    path("me/", profile.profile, name="profile"),
    path("me/kept/<uuid:pk>/", profile.put_away, name="put_away"),
    path("me/second-step/", second_step.overview, name="second_step"),
    path("me/second-step/app/", second_step.app, name="second_step_app"),
    path("me/second-step/passkey/", second_step.passkey, name="second_step_passkey"),
    path("me/second-step/codes/", second_step.codes, name="second_step_codes"),
    path("me/second-step/<int:number>/remove/", second_step.remove, name="second_step_remove"),
    path("me/sign-ins/", second_step.sign_ins, name="sign_ins"),
]
