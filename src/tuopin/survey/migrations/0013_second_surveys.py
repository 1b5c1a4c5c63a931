import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0006_devices"),
        ("register", "0002_promises"),
        ("survey", "0012_integrity_is_kept"),
    ]

    operations = [
        migrations.CreateModel(
            name="DrawnSurvey",
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
                ("village_code", models.CharField(max_length=12)),
                ("year", models.PositiveSmallIntegerField()),
                ("lot", models.CharField(max_length=64)),
            ],
        ),
        migrations.CreateModel(
            name="SecondAssignment",
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
                ("village_code", models.CharField(max_length=12)),
                ("due_on", models.DateField()),
                ("reason", models.CharField(blank=True, max_length=200)),
                ("entered_on", models.DateField()),
                ("recorded_at", models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name="SecondComparison",
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
                ("village_code", models.CharField(max_length=12)),
                ("form_digest", models.CharField(max_length=64)),
                ("pairs", models.JSONField()),
                ("entered_on", models.DateField()),
                ("recorded_at", models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name="SecondSurveyDraw",
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
                ("division_code", models.CharField(max_length=12)),
                ("frame_digest", models.CharField(max_length=64)),
                ("seed", models.CharField(max_length=40)),
                ("means", models.CharField(max_length=60)),
                ("place", models.CharField(max_length=60)),
                ("entered_on", models.DateField()),
                ("recorded_at", models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name="SecondSurveyFrame",
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
                ("division_code", models.CharField(max_length=12)),
                ("year", models.PositiveSmallIntegerField()),
                ("share", models.DecimalField(decimal_places=4, max_digits=5)),
                ("least_per_village", models.PositiveSmallIntegerField()),
                ("size", models.PositiveIntegerField()),
                ("digest", models.CharField(max_length=64)),
                ("entered_on", models.DateField()),
                ("recorded_at", models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name="SecondSurveyLine",
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
                ("village_code", models.CharField(max_length=12)),
                ("position", models.PositiveIntegerField()),
            ],
        ),
        migrations.AddConstraint(
            model_name="surveysubmission",
            constraint=models.UniqueConstraint(
                condition=models.Q(("put_aside", "second_survey")),
                fields=("household", "year"),
                name="surveyed_again_once",
            ),
        ),
        migrations.AddField(
            model_name="drawnsurvey",
            name="household",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="register.household",
            ),
        ),
        migrations.AddField(
            model_name="secondassignment",
            name="assigned_by",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="accounts.appointment",
            ),
        ),
        migrations.AddField(
            model_name="secondassignment",
            name="drawn",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="assignments",
                to="survey.drawnsurvey",
            ),
        ),
        migrations.AddField(
            model_name="secondassignment",
            name="surveyor",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="accounts.appointment",
            ),
        ),
        migrations.AddField(
            model_name="secondcomparison",
            name="drawn",
            field=models.OneToOneField(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="comparison",
                to="survey.drawnsurvey",
            ),
        ),
        migrations.AddField(
            model_name="secondcomparison",
            name="second",
            field=models.OneToOneField(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="survey.surveysubmission",
            ),
        ),
        migrations.AddField(
            model_name="secondsurveydraw",
            name="entered_by",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="accounts.appointment",
            ),
        ),
        migrations.AddField(
            model_name="secondsurveydraw",
            name="witness",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="accounts.appointment",
            ),
        ),
        migrations.AddField(
            model_name="drawnsurvey",
            name="draw",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="drawn",
                to="survey.secondsurveydraw",
            ),
        ),
        migrations.AddField(
            model_name="secondsurveyframe",
            name="frozen_by",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="accounts.appointment",
            ),
        ),
        migrations.AddField(
            model_name="secondsurveydraw",
            name="frame",
            field=models.OneToOneField(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="draw",
                to="survey.secondsurveyframe",
            ),
        ),
        migrations.AddField(
            model_name="secondsurveyline",
            name="frame",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="lines",
                to="survey.secondsurveyframe",
            ),
        ),
        migrations.AddField(
            model_name="secondsurveyline",
            name="household",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="register.household",
            ),
        ),
        migrations.AddField(
            model_name="secondsurveyline",
            name="surveyor",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="accounts.appointment",
            ),
        ),
        migrations.AddField(
            model_name="secondsurveyline",
            name="visit",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="survey.surveyvisit",
            ),
        ),
        migrations.AddField(
            model_name="drawnsurvey",
            name="line",
            field=models.OneToOneField(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="drawn",
                to="survey.secondsurveyline",
            ),
        ),
        migrations.AddConstraint(
            model_name="secondassignment",
            constraint=models.CheckConstraint(
                condition=models.Q(("due_on__gte", models.F("entered_on"))),
                name="sent_again_ahead",
            ),
        ),
        migrations.AddIndex(
            model_name="secondsurveyframe",
            index=models.Index(fields=["year"], name="survey_seco_year_178c62_idx"),
        ),
        migrations.AddConstraint(
            model_name="secondsurveyline",
            constraint=models.UniqueConstraint(
                fields=("frame", "position"), name="a_number_once_a_list"
            ),
        ),
        migrations.AddConstraint(
            model_name="secondsurveyline",
            constraint=models.UniqueConstraint(
                fields=("frame", "household"), name="a_household_once_a_list"
            ),
        ),
        migrations.AddConstraint(
            model_name="drawnsurvey",
            constraint=models.UniqueConstraint(
                fields=("household", "year"), name="drawn_once_a_year"
            ),
        ),
    ]
