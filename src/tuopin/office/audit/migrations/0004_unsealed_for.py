"""How long the earliest event has waited that no checkpoint holds yet."""

from django.db import migrations

# Events are met in the order of their ids, but for a few that commit late: for telling
# whether anybody seals at all, the order of ids will do. It sees every area, because
# one's own may have been quiet. Before the first checkpoint there is nothing to tell.
UNSEALED_FOR = """
CREATE FUNCTION audit_unsealed_for() RETURNS interval
  LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT clock_timestamp() - e.recorded_at
  FROM audit_event e
  WHERE e.id > (SELECT l.event_id FROM audit_leaf l
                WHERE l.idx = (SELECT max(size) - 1 FROM audit_checkpoint))
  ORDER BY e.id LIMIT 1
$$;
ALTER FUNCTION audit_unsealed_for() OWNER TO tuopin_guard;
REVOKE ALL ON FUNCTION audit_unsealed_for() FROM PUBLIC;
GRANT EXECUTE ON FUNCTION audit_unsealed_for() TO tuopin_app;
"""


class Migration(migrations.Migration):
    dependencies = [("audit", "0003_protect_the_office")]
    operations = [migrations.RunSQL(UNSEALED_FOR, migrations.RunSQL.noop)]
