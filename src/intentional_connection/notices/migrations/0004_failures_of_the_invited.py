"""Whoever invited somebody who has not joined yet reads that mail to this person came back since."""

from django.db import migrations

LEADS = (
    "EXISTS (SELECT 1 FROM partners_membership s WHERE s.account_id = notices_noticefailure.reader_id "
    "AND s.since <= ic_now() AND (s.until IS NULL OR s.until > ic_now()) "
    "AND holds_seat(s.organization_id, ARRAY['supervisor', 'sah_staff', 'sponsor_representative']))"
)
#: Identities grow with time: a mail of before the invitation has the smaller one.
INVITED = (
    "EXISTS (SELECT 1 FROM partners_membership s WHERE s.account_id = notices_noticefailure.reader_id "
    "AND s.since IS NULL AND s.until IS NULL AND s.added_by_id = me() AND s.id < notices_noticefailure.notice_id)"
)


def _reads(*ways: str) -> str:
    said = " OR ".join(("reader_id = me()", "is_system()", *ways))
    return "\n".join(f"ALTER POLICY {name} ON notices_noticefailure USING ({said});" for name in ("reads", "changes"))


class Migration(migrations.Migration):
    dependencies = [("notices", "0003_preferences_and_failures")]

    operations = [migrations.RunSQL(_reads(LEADS, INVITED), _reads(LEADS))]
