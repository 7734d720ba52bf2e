"""Root addresses: each room's own, and the pages of every refusal."""

from django.urls import include, path

handler400 = "intentional_connection.web.middleware.bad_request"
handler403 = "intentional_connection.web.middleware.forbidden"
handler404 = "intentional_connection.web.middleware.not_found"
handler500 = "intentional_connection.web.middleware.server_error"

urlpatterns = [
    path("", include("intentional_connection.desk.urls")),
    path("", include("intentional_connection.family.urls")),
    path("", include("intentional_connection.cases.urls")),
    path("", include("intentional_connection.partners.urls")),
    path("", include("intentional_connection.practice.urls")),
    path("", include("intentional_connection.people.urls")),
    path("", include("intentional_connection.notices.urls")),
    path("accounts/", include("intentional_connection.ui.urls")),
]
