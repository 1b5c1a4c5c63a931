-- The roles of a Tuopin database; run once by a superuser, harmless when run again.
-- Needs PostgreSQL 16 or newer.
-- tuopin_owner  owns the tables and runs migrations; nobody works as it
-- tuopin_app    the program at work: sees only the area of the actor of a transaction
-- tuopin_public the portal: reads published text and nothing else
-- tuopin_guard  owns the functions that keep the promises, and so sees every row
DO $$
BEGIN
  IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'tuopin_owner') THEN
    CREATE ROLE tuopin_owner LOGIN NOSUPERUSER NOBYPASSRLS NOCREATEROLE;
  END IF;
  IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'tuopin_app') THEN
    CREATE ROLE tuopin_app LOGIN NOSUPERUSER NOBYPASSRLS NOCREATEDB NOCREATEROLE;
  END IF;
  IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'tuopin_public') THEN
    CREATE ROLE tuopin_public LOGIN NOSUPERUSER NOBYPASSRLS NOCREATEDB NOCREATEROLE;
  END IF;
  IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'tuopin_guard') THEN
    CREATE ROLE tuopin_guard NOLOGIN NOSUPERUSER BYPASSRLS NOCREATEDB NOCREATEROLE;
  END IF;
END $$;
GRANT tuopin_guard TO tuopin_owner;
-- The portal's pages are read as tuopin_public; the program at work has none of it.
GRANT tuopin_public TO tuopin_app WITH INHERIT FALSE, SET TRUE;
