"""Addresses of families and referrals: nouns, and the act as the last word."""

from django.urls import path

from intentional_connection.cases.views import designation, family, leaving, refer, referral

app_name = "cases"

urlpatterns = [
    path("refer/", refer.refer, name="refer"),
    path("reach-out/", refer.reach_out, name="reach_out"),
    path("refer/<uuid:pk>/check/", refer.check, name="refer_check"),
    path("refer/<uuid:pk>/sent/", refer.sent, name="refer_sent"),
    path("refer/<uuid:pk>/<slug:step>/", refer.step, name="refer_step"),
    path("referrals/<uuid:pk>/", referral.referral, name="referral"),
    path("referrals/<uuid:pk>/accept/", referral.accept, name="accept"),
    path("referrals/<uuid:pk>/ask/", referral.ask, name="ask"),
    path("referrals/<uuid:pk>/reply/", referral.reply, name="reply"),
    path("referrals/<uuid:pk>/decline/", referral.decline, name="decline"),
    path("referrals/<uuid:pk>/take-back/", referral.take_back, name="take_back"),
    path("families/<uuid:pk>/refer-again/", referral.refer_again, name="refer_again"),
    path("families/<uuid:pk>/", family.family, name="family"),
    path("families/<uuid:pk>/contact/", family.contact, name="contact"),
    path("families/<uuid:pk>/worker/", designation.worker, name="worker"),
    path("families/<uuid:pk>/sleep/", family.sleep, name="sleep"),
    path("families/<uuid:pk>/wake/", family.wake, name="wake"),
    path("memberships/<uuid:pk>/end/", leaving.end_membership, name="end_membership"),
]
