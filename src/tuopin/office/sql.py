"""Migration operations by which the database itself keeps a table's promises.

Row scope (who sees a row), append-only tables, privileges of the application's role,
and the audit record's protection. A table without any of them cannot even be read by
the application.
"""

from __future__ import annotations

from collections.abc import Sequence

from django.db.migrations import RunSQL


def enable_row_scope(table: str, column: str = "village_code") -> RunSQL:
    """Let a transaction see only the rows of its actor's area.

    The area is a range of 12-digit codes: a prefix test on the same column makes a
    list page twenty times slower. The bounds are read once for a statement, not once
    for a row, because they stand in subqueries. Without an actor both are null and no
    row passes.
    """
    return RunSQL(
        f"""
        ALTER TABLE {table} ENABLE ROW LEVEL SECURITY;
        ALTER TABLE {table} FORCE ROW LEVEL SECURITY;
        CREATE POLICY row_scope ON {table}
          USING ({column} >= (SELECT current_setting('tuopin.codes_from', true))
             AND {column} < (SELECT current_setting('tuopin.codes_until', true)));
        """,
        f"DROP POLICY row_scope ON {table}",
    )


def _use_of_ids(table: str) -> str:
    """Return the statement that lets the application draw the table's ids ahead."""
    return f"""
        DO $$ BEGIN
          IF EXISTS (SELECT FROM pg_attribute
                     WHERE attrelid = '{table}'::regclass AND attname = 'id') THEN
            EXECUTE 'GRANT USAGE ON SEQUENCE '
              || pg_get_serial_sequence('{table}', 'id') || ' TO tuopin_app';
          END IF;
        END $$;
        """


def append_only(table: str) -> RunSQL:
    """Refuse to change or delete rows, by trigger and by privilege."""
    return RunSQL(
        f"""
        CREATE TRIGGER append_only_rows BEFORE UPDATE OR DELETE ON {table}
          FOR EACH ROW EXECUTE FUNCTION refuse_change();
        CREATE TRIGGER append_only_table BEFORE TRUNCATE ON {table}
          FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
        GRANT SELECT, INSERT ON {table} TO tuopin_app;
        GRANT SELECT ON {table} TO tuopin_guard;
        """
        + _use_of_ids(table),
        RunSQL.noop,
    )


def grant(table: str, privileges: str = "SELECT, INSERT, UPDATE") -> RunSQL:
    """Give the application's role these privileges, and the guard a look."""
    return RunSQL(
        f"GRANT {privileges} ON {table} TO tuopin_app;"
        f"GRANT SELECT ON {table} TO tuopin_guard;" + _use_of_ids(table),
        RunSQL.noop,
    )


def protect(table: str, except_for: Sequence[str] = ()) -> RunSQL:
    """Have the audit record hold a digest of each row, leaving out derived columns."""
    return RunSQL(
        [
            (
                "INSERT INTO audit_protected_table (name, except_for) VALUES (%s, %s)",
                [table, list(except_for)],
            )
        ],
        RunSQL.noop,
    )


def protect_but(table: str, except_for: Sequence[str], before: Sequence[str]) -> RunSQL:
    """Leave other derived columns out of a protected table's digests than before.

    Which columns are left out may change with the schema only, in a migration.
    """
    return RunSQL(_leaving_out(table, except_for), _leaving_out(table, before))


def _leaving_out(table: str, columns: Sequence[str]) -> str:
    return f"""
        ALTER TABLE audit_protected_table DISABLE TRIGGER USER;
        UPDATE audit_protected_table SET except_for = '{{{",".join(columns)}}}'
          WHERE name = '{table}';
        ALTER TABLE audit_protected_table ENABLE TRIGGER USER;
        """


def guarded(function: str, body: str) -> RunSQL:
    """Make a trigger function that sees every row, whatever the actor's area.

    A check that ran in the actor's own area could be blinded by narrowing it.
    """
    return RunSQL(
        f"""
        CREATE OR REPLACE FUNCTION {function}() RETURNS trigger
          LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp
          AS $body$ {body} $body$;
        ALTER FUNCTION {function}() OWNER TO tuopin_guard;
        """,
        RunSQL.noop,
    )
