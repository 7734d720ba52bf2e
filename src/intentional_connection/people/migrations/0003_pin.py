"""A number before the private words of an adult, on a shared telephone."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import intentional_connection.kernel.clock
import intentional_connection.kernel.ids
from intentional_connection.access.rls import deny, walled

MINE = "account_id = me()"


class Migration(migrations.Migration):
    dependencies = [
        ("people", "0002_keys"),
        ("cases", "0004_walls_of_meetings"),  # the functions that the walls ask
    ]

    operations = [
        migrations.CreateModel(
            name="Pin",
            fields=[
                ("id", models.UUIDField(default=intentional_connection.kernel.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ("digest", models.CharField(max_length=128)),
                ("at", models.DateTimeField(default=intentional_connection.kernel.clock.now)),
                ("ended_at", models.DateTimeField(null=True)),
                ("account", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL)),
            ],
            options={
                "constraints": [models.UniqueConstraint(condition=models.Q(("ended_at", None)), fields=("account",), name="one_pin")],
            },
        ),
        deny("people_pin"),
        walled("people_pin", select=MINE, insert=MINE, update=MINE),
        migrations.RunSQL(
            "CREATE TRIGGER stays BEFORE UPDATE ON people_pin FOR EACH ROW EXECUTE FUNCTION stay('account_id', 'digest', 'at');\n"
            "CREATE TRIGGER ends BEFORE UPDATE ON people_pin FOR EACH ROW EXECUTE FUNCTION only_ends('ended_at');",
            "DROP TRIGGER ends ON people_pin; DROP TRIGGER stays ON people_pin;",
        ),
    ]
