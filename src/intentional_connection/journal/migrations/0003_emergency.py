"""Whether a read was made while a family stood open because of an emergency, and which."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("journal", "0002_chain")]

    operations = [migrations.AddField(model_name="readlog", name="emergency_id", field=models.UUIDField(null=True))]
