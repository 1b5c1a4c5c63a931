"""Which gates are open is asked by the mark's own trigger, and by nobody else."""

from django.db import migrations

# The trigger works as the function's owner.
NOBODY_ELSE = "REVOKE ALL ON FUNCTION open_gates(bigint) FROM PUBLIC"
ANYBODY = "GRANT EXECUTE ON FUNCTION open_gates(bigint) TO PUBLIC"


class Migration(migrations.Migration):
    dependencies = [("filing", "0004_the_gate_renewed")]
    operations = [migrations.RunSQL(NOBODY_ELSE, ANYBODY)]
