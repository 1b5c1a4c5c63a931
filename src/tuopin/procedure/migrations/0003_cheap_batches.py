"""Indexes and room on the pages, so that a batch of acts rewrites little."""

import django.db.models.deletion
from django.db import migrations, models

# A status moves a dozen times in a case's life, for a whole village or county at once.
# With half of each page free and no index on it, the new row lies beside the old one.
ROOM = "ALTER TABLE procedure_exitcase SET (fillfactor = 45)"


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0002_privileges"),
        ("procedure", "0002_promises"),
    ]

    operations = [
        migrations.RemoveIndex(
            model_name="exitcase",
            name="procedure_e_village_5c7617_idx",
        ),
        migrations.AddIndex(
            model_name="exitcase",
            index=models.Index(
                fields=["village", "year"], name="procedure_e_village_f7297e_idx"
            ),
        ),
        migrations.RunSQL(ROOM, "ALTER TABLE procedure_exitcase RESET (fillfactor)"),
        migrations.AlterField(
            model_name="actrecord",
            name="appointment",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="accounts.appointment",
            ),
        ),
        migrations.AlterField(
            model_name="actrecord",
            name="case",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="acts",
                to="procedure.exitcase",
            ),
        ),
        migrations.AlterField(
            model_name="actrecord",
            name="person",
            field=models.ForeignKey(
                db_constraint=False,
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="accounts.person",
            ),
        ),
        migrations.AddIndex(
            model_name="actrecord",
            index=models.Index(
                fields=["case", "id"], name="procedure_a_case_id_15510d_idx"
            ),
        ),
    ]
