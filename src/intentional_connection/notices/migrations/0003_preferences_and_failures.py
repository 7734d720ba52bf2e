"""How each reader wants to be told, and what could not be delivered."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import intentional_connection.kernel.clock
import intentional_connection.kernel.ids
from intentional_connection.access.rls import deny, walled

#: Whoever leads an organization of the reader: what is wrong with an address is mended there.
LEADS = (
    "EXISTS (SELECT 1 FROM partners_membership s WHERE s.account_id = notices_noticefailure.reader_id "
    "AND s.since <= ic_now() AND (s.until IS NULL OR s.until > ic_now()) "
    "AND holds_seat(s.organization_id, ARRAY['supervisor', 'sah_staff', 'sponsor_representative']))"
)
TRIGGERS = {
    "notices_noticefailure": (("stays", "stay", "notice_id reader_id code at"), ("ends", "only_ends", "ended_at")),
    "notices_noticepreference": (("stays", "stay", "account_id"),),
}


def _triggers() -> migrations.RunSQL:
    make, drop = [], []
    for table, triggers in TRIGGERS.items():
        for name, function, words in triggers:
            args = ", ".join(f"'{word}'" for word in words.split())
            make.append(f"CREATE TRIGGER {name} BEFORE UPDATE ON {table} FOR EACH ROW EXECUTE FUNCTION {function}({args});")
            drop.append(f"DROP TRIGGER {name} ON {table};")
    return migrations.RunSQL("\n".join(make), "\n".join(drop))


class Migration(migrations.Migration):

    dependencies = [
        ("notices", "0002_calendar_entry"),
        ("cases", "0004_walls_of_meetings"),  # the functions that the walls ask
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(model_name="notice", name="due_at", field=models.DateTimeField(null=True)),
        migrations.CreateModel(
            name="NoticePreference",
            fields=[
                (
                    "account",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, primary_key=True, related_name="notice_preference",
                        serialize=False, to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("channel", models.CharField(choices=[("mail", "By e-mail"), ("page", "Only here, on the page Today")], default="mail", max_length=10)),
                ("digest", models.CharField(choices=[("off", "off"), ("daily", "daily"), ("weekly", "weekly")], default="off", max_length=10)),
                ("quiet_from", models.TimeField()),
                ("quiet_to", models.TimeField()),
                ("zone", models.CharField(default="America/Toronto", max_length=40)),
            ],
        ),
        migrations.CreateModel(
            name="NoticeFailure",
            fields=[
                ("id", models.UUIDField(default=intentional_connection.kernel.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ("code", models.CharField(choices=[("refused", "Refused"), ("gave_up", "Gave Up")], max_length=10)),
                ("at", models.DateTimeField(default=intentional_connection.kernel.clock.now)),
                ("ended_at", models.DateTimeField(null=True)),
                ("notice", models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name="failure", to="notices.notice")),
                ("reader", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL)),
            ],
            options={"abstract": False},
        ),
        deny("notices_noticepreference", "notices_noticefailure"),
        walled(
            "notices_noticepreference", select="account_id = me() OR is_system()", insert="account_id = me()", update="account_id = me()"
        ),
        walled("notices_noticefailure", select=f"reader_id = me() OR is_system() OR {LEADS}", insert="is_system()", update="is_system()"),
        _triggers(),
    ]
