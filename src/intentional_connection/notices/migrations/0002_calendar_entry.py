"""A calendar entry may go along with a notice; a notice may be stopped when its reader reads nothing any more."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import intentional_connection.kernel.clock
import intentional_connection.kernel.ids


class Migration(migrations.Migration):

    dependencies = [
        ("notices", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="CalendarEntry",
            fields=[
                ("id", models.UUIDField(default=intentional_connection.kernel.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ("uid", models.UUIDField()),
                ("sequence", models.PositiveSmallIntegerField()),
                ("method", models.CharField(choices=[("REQUEST", "REQUEST"), ("CANCEL", "CANCEL"), ("PUBLISH", "PUBLISH")], max_length=10)),
                ("starts_at", models.DateTimeField()),
                ("ends_at", models.DateTimeField()),
                ("zone", models.CharField(max_length=40)),
                ("made_at", models.DateTimeField(default=intentional_connection.kernel.clock.now)),
                ("by", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL)),
            ],
            options={"abstract": False},
        ),
        migrations.RemoveIndex(model_name="notice", name="notice_unsent"),
        migrations.AddField(model_name="notice", name="stopped_at", field=models.DateTimeField(null=True)),
        migrations.AddField(
            model_name="notice",
            name="entry",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="notices", to="notices.calendarentry"
            ),
        ),
        migrations.AddIndex(
            model_name="notice",
            index=models.Index(
                condition=models.Q(("sent_at", None), ("stopped_at", None)), fields=["made_at"], name="notice_unsent"
            ),
        ),
    ]
