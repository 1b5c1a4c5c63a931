"""The files of adopted packs, kept by the office under their digest."""

from django.db import migrations, models

from tuopin.office.sql import append_only

# What is kept is what was adopted, byte by byte; nobody has to be believed.
IS_ITS_DIGEST = """
ALTER TABLE policy_keptpack ADD CONSTRAINT a_version_is_the_digest_of_its_bytes
  CHECK (version = encode(sha256(content), 'hex'));
"""
KEPT_WHEN_ADOPTED = """
CREATE FUNCTION kept_when_adopted() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NOT EXISTS (SELECT FROM policy_keptpack k
                 WHERE k.version = NEW.version AND k.pack_id = NEW.pack_id) THEN
    RAISE EXCEPTION 'the files of % are not kept', NEW.version
      USING ERRCODE = 'check_violation', CONSTRAINT = 'kept_when_adopted';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER kept_when_adopted BEFORE INSERT ON policy_packinforce
  FOR EACH ROW EXECUTE FUNCTION kept_when_adopted();
"""


class Migration(migrations.Migration):
    dependencies = [("policy", "0002_privileges")]

    operations = [
        migrations.CreateModel(
            name="KeptPack",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True,
                        primary_key=True,
                        serialize=False,
                        verbose_name="ID",
                    ),
                ),
                ("pack_id", models.CharField(max_length=60)),
                ("version", models.CharField(max_length=64, unique=True)),
                ("content", models.BinaryField()),
            ],
        ),
        migrations.RunSQL(
            IS_ITS_DIGEST,
            "ALTER TABLE policy_keptpack"
            " DROP CONSTRAINT a_version_is_the_digest_of_its_bytes",
        ),
        append_only("policy_keptpack"),
        migrations.RunSQL(
            KEPT_WHEN_ADOPTED,
            "DROP TRIGGER kept_when_adopted ON policy_packinforce;"
            "DROP FUNCTION kept_when_adopted()",
        ),
    ]
