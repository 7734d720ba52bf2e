"""By what families and people are found: the table of keys, its wall, and the two functions that pass it."""

from contextlib import ExitStack
from pathlib import Path

import django.contrib.postgres.fields
import django.contrib.postgres.indexes
import django.db.models.deletion
from django.db import migrations, models

import intentional_connection.kernel.ids
from intentional_connection.access.rls import deny, unforced, walled
from intentional_connection.access.seats import Level
from intentional_connection.cases.trees import TREES
from intentional_connection.kernel import names

FUNCTIONS = (Path(__file__).parent / "sql" / "0005_functions.sql").read_text(encoding="utf-8")
OWNERS = """
ALTER FUNCTION find_families(jsonb) OWNER TO ic_keeper;
ALTER FUNCTION keep_search_keys(jsonb) OWNER TO ic_keeper;
"""
DROPS = """
SET LOCAL ROLE ic_keeper;
DROP FUNCTION keep_search_keys(jsonb);
DROP FUNCTION find_families(jsonb);
RESET ROLE;
"""
#: Nobody reads or writes the table but the keeper's two functions: policies per row would keep the index out of use.
KEEPER = """
REVOKE INSERT, UPDATE ON cases_searchkey FROM ic_app;
GRANT INSERT, UPDATE ON cases_searchkey TO ic_keeper;
CREATE POLICY keeps ON cases_searchkey FOR ALL TO ic_keeper USING (true) WITH CHECK (true);
CREATE TRIGGER belongs BEFORE INSERT ON cases_searchkey FOR EACH ROW EXECUTE FUNCTION belongs('newcomer_id', 'cases_newcomer');
"""
NO_KEEPER = """
DROP TRIGGER belongs ON cases_searchkey;
DROP POLICY keeps ON cases_searchkey;
REVOKE INSERT, UPDATE ON cases_searchkey FROM ic_keeper;
GRANT INSERT, UPDATE ON cases_searchkey TO ic_app;
"""
READ = ("cases_case", "cases_newcomer", "cases_newcomeridentity", "cases_searchkey")


def fill(apps, schema_editor):
    """Give what stands already its keys. Under forced walls the owner would find no row, silently."""
    case, newcomer, identity, key = (apps.get_model("cases", name) for name in ("Case", "Newcomer", "NewcomerIdentity", "SearchKey"))
    with ExitStack() as open_tables:
        for table in READ:
            open_tables.enter_context(unforced(schema_editor, table))

        def keep(level, rows):
            key.objects.bulk_create(
                (key(case_id=case_id, newcomer_id=person, level=int(level), keys=sorted(keys)) for case_id, person, keys in rows),
                batch_size=500,
            )

        keep(Level.BASIC, ((one.pk, None, _of_family(one)) for one in case.objects.iterator()))
        keep(Level.BASIC, ((one.case_id, one.pk, names.stored_keys(one.name)) for one in newcomer.objects.iterator()))
        keep(Level.IDENTITY, ((one.case_id, one.newcomer_id, _of_identity(one)) for one in identity.objects.iterator()))


def _of_family(case):
    tree = TREES[case.tree]
    return names.stored_keys(f"{tree.en} {tree.fr} {case.number}")


def _of_identity(one):
    return names.stored_keys(one.full_name) | names.phone_keys(one.phone)


class Migration(migrations.Migration):

    dependencies = [
        ('cases', '0004_walls_of_meetings'),
    ]

    operations = [
        migrations.CreateModel(
            name='SearchKey',
            fields=[
                ('id', models.UUIDField(default=intentional_connection.kernel.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('level', models.IntegerField()),
                ('keys', django.contrib.postgres.fields.ArrayField(base_field=models.TextField(), size=None)),
                ('case', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='cases.case')),
                ('newcomer', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='cases.newcomer')),
            ],
            options={
                'indexes': [django.contrib.postgres.indexes.GinIndex(fastupdate=False, fields=['keys'], name='search_keys')],
                'constraints': [models.UniqueConstraint(fields=('case', 'newcomer', 'level'), name='one_row_of_keys_per_level', nulls_distinct=False)],
            },
        ),
        deny("cases_searchkey"),
        walled("cases_searchkey", select="false"),
        migrations.RunSQL(KEEPER, NO_KEEPER),
        migrations.RunSQL(FUNCTIONS + OWNERS, DROPS),
        migrations.RunPython(fill, migrations.RunPython.noop, elidable=False),
    ]
