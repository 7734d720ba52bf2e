"""The door: whose a sign-in is, counts of tries, second steps. All of it is read before anybody is known, so none has walls."""

import django.db.models.deletion
from django.conf import settings
from django.contrib.sessions.backends.db import SessionStore
from django.db import migrations, models


def take_over(apps, schema_editor):
    """Nobody is signed out: sessions that stand go on in our own table."""
    account, session, sign_in = (apps.get_model(*name.split(".")) for name in ("people.Account", "sessions.Session", "people.SignIn"))
    known = {str(pk) for pk in account.objects.values_list("pk", flat=True)}
    for row in session.objects.iterator():
        held = SessionStore().decode(row.session_data)
        whose = held.get("_auth_user_id")
        sign_in.objects.create(
            session_key=row.session_key,
            session_data=row.session_data,
            expire_date=row.expire_date,
            account_id=whose if whose in known else None,
        )
    session.objects.all().delete()


class Migration(migrations.Migration):
    dependencies = [
        ("people", "0003_pin"),
        ("sessions", "0001_initial"),
        ("mfa", "0003_authenticator_type_uniq"),
        ("cases", "0002_walls"),  # the roles that the grants below name
    ]

    operations = [
        migrations.CreateModel(
            name="SignIn",
            fields=[
                ("session_key", models.CharField(max_length=40, primary_key=True, serialize=False, verbose_name="session key")),
                ("session_data", models.TextField(verbose_name="session data")),
                ("expire_date", models.DateTimeField(db_index=True, verbose_name="expire date")),
                (
                    "account",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={"verbose_name": "session", "verbose_name_plural": "sessions", "abstract": False},
        ),
        migrations.CreateModel(
            name="Try",
            fields=[
                ("key", models.CharField(max_length=64, primary_key=True, serialize=False)),
                ("count", models.IntegerField()),
                ("ends_at", models.DateTimeField()),
            ],
            options={"indexes": [models.Index(fields=["ends_at"], name="try_ends")]},
        ),
        migrations.RunSQL(
            "GRANT DELETE ON people_signin, people_try, mfa_authenticator TO ic_app;",
            "REVOKE DELETE ON people_signin, people_try, mfa_authenticator FROM ic_app;",
        ),
        migrations.RunPython(take_over, migrations.RunPython.noop, elidable=False),
    ]
