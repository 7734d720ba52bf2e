"""Addresses of the partners room: the first start, sites, organizations, their people, agreements, groups without a SAH."""

from django.urls import path

from intentional_connection.partners.views import beginning, organizations, sites, workers

app_name = "partners"

urlpatterns = [
    path("set-up/", beginning.set_up, name="set_up"),
    path("sponsor/", beginning.sponsor, name="sponsor"),
    path("group/", beginning.group, name="group"),
    path("sites/<uuid:pk>/", sites.site, name="site"),
    path("sites/<uuid:pk>/another/", sites.add_site, name="add_site"),
    path("sites/<uuid:pk>/organizations/new/", sites.add_organization, name="add_organization"),
    path("organizations/<uuid:pk>/", organizations.organization, name="organization"),
    path("organizations/<uuid:pk>/people/new/", organizations.add_member, name="add_member"),
    path("organizations/<uuid:pk>/agreements/", organizations.agreements, name="agreements"),
    path("agreements/<uuid:pk>/sign/", organizations.sign_agreement, name="sign_agreement"),
    path("memberships/<uuid:pk>/second-step/", organizations.reset_second_step, name="reset_second_step"),
    path("invitations/<uuid:pk>/join/", organizations.join, name="join"),
    path("invitations/<uuid:pk>/turn-down/", organizations.turn_down, name="turn_down"),
    path("workers/<uuid:pk>/", workers.profile, name="worker_profile"),
    path("workers/<uuid:pk>/absence/", workers.absence, name="absence"),
]
