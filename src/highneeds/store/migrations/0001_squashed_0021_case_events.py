"""The store's tables as they stood before the first release, made at once: one by one, twenty-one steps took a new home three times as long.

A store that took all of those steps goes on from here; one that took only some of them is made anew from its files.
"""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    replaces = [
        ("store", "0001_initial"),
        ("store", "0002_contract_terms"),
        ("store", "0003_payments_and_closed_months"),
        ("store", "0004_taught_matches"),
        ("store", "0005_reviews"),
        ("store", "0006_returns_again"),
        ("store", "0007_rows_kept_by_run"),
        ("store", "0008_periods_in_use"),
        ("store", "0009_whole_returns"),
        ("store", "0010_child_links"),
        ("store", "0011_rule_settings"),
        ("store", "0012_risks_and_boards"),
        ("store", "0013_what_is_paid_for"),
        ("store", "0014_import_tasks"),
        ("store", "0015_savings_ledger"),
        ("store", "0016_places_pupils_and_mappings"),
        ("store", "0017_who_imported_and_undid"),
        ("store", "0018_asking_for_headings"),
        ("store", "0019_papers"),
        ("store", "0020_words_asked_for_in_turn"),
        ("store", "0021_case_events"),
    ]
    initial = True

    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="RememberedMapping",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("fingerprint", models.CharField(max_length=64, unique=True)),
                ("kind", models.CharField(max_length=40)),
                ("fields", models.JSONField(default=dict)),
                ("constants", models.JSONField(default=dict)),
                ("confirmed_by", models.TextField()),
                ("confirmed_at", models.DateTimeField(auto_now=True)),
            ],
            options={
                "db_table": "store_remembered_mappings",
            },
        ),
        migrations.CreateModel(
            name="ActionDoneRow",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("action", models.CharField(max_length=200, unique=True)),
                ("done_on", models.DateField()),
                ("done_by", models.TextField()),
                ("note", models.TextField()),
                ("recorded_at", models.DateTimeField(auto_now_add=True)),
            ],
            options={
                "db_table": "store_actions_done",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("action", ""), _negated=True),
                            models.Q(("done_by", ""), _negated=True),
                            models.Q(("note", ""), _negated=True),
                        ),
                        name="action_done_has_who_and_what",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="AssumptionRow",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=200)),
                ("version", models.PositiveIntegerField()),
                ("value", models.TextField()),
                ("unit", models.TextField()),
                ("source", models.TextField()),
                ("owner", models.TextField()),
                ("review_on", models.DateField()),
                ("recorded_at", models.DateTimeField(auto_now_add=True)),
            ],
            options={
                "db_table": "store_assumptions",
                "constraints": [
                    models.UniqueConstraint(fields=("name", "version"), name="assumption_version_once"),
                    models.CheckConstraint(
                        condition=models.Q(("version__gte", 1)), name="assumption_versions_from_one"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("name", ""), _negated=True),
                            models.Q(("value", ""), _negated=True),
                            models.Q(("unit", ""), _negated=True),
                            models.Q(("source", ""), _negated=True),
                            models.Q(("owner", ""), _negated=True),
                        ),
                        name="assumption_has_source_and_owner",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ClosedMonthRow",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("financial_year", models.CharField(max_length=7)),
                ("month", models.PositiveSmallIntegerField()),
                ("version", models.PositiveSmallIntegerField()),
                ("reason", models.TextField(blank=True)),
                ("snapshot", models.CharField(max_length=40)),
                ("record", models.JSONField()),
                ("closed_at", models.DateTimeField(auto_now_add=True)),
            ],
            options={
                "db_table": "store_closed_months",
                "constraints": [
                    models.UniqueConstraint(
                        fields=("financial_year", "month", "version"), name="closed_month_version_once"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("month__range", (1, 12))), name="closed_month_from_april_to_march"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("version__gte", 1)), name="closed_month_versions_from_one"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("version", 1), models.Q(("reason", ""), _negated=True), _connector="OR"),
                        name="closed_month_correction_has_reason",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="DecisionMadeRow",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("decision", models.CharField(max_length=200)),
                ("board", models.TextField()),
                ("outcome", models.CharField(max_length=20)),
                ("decided_on", models.DateField()),
                ("recorded_by", models.TextField()),
                ("minute", models.TextField()),
                ("recorded_at", models.DateTimeField(auto_now_add=True)),
            ],
            options={
                "db_table": "store_decisions_made",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("decision", ""), _negated=True),
                            models.Q(("board", ""), _negated=True),
                            models.Q(("recorded_by", ""), _negated=True),
                            models.Q(("minute", ""), _negated=True),
                        ),
                        name="decision_made_has_who_and_minute",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("outcome__in", ["agreed", "agreed in part", "refused", "deferred"])),
                        name="outcome_known",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="GovernanceFileRow",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("kind", models.CharField(max_length=10)),
                ("version", models.PositiveIntegerField()),
                ("file_name", models.TextField()),
                ("text", models.TextField()),
                ("sha256", models.CharField(max_length=64)),
                ("read_at", models.DateTimeField(auto_now_add=True)),
            ],
            options={
                "db_table": "store_governance_files",
                "constraints": [
                    models.UniqueConstraint(fields=("kind", "version"), name="governance_file_version_once"),
                    models.CheckConstraint(
                        condition=models.Q(("kind__in", ["risks", "boards"])), name="governance_file_kind_known"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("version__gte", 1)), name="governance_file_versions_from_one"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ImportRun",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("kind", models.CharField(max_length=40)),
                ("period", models.TextField()),
                ("as_at", models.DateField(null=True)),
                ("unit_sha256", models.CharField(max_length=64)),
                ("file_names", models.JSONField(default=list)),
                ("rows_read", models.PositiveIntegerField(default=0)),
                ("rows_kept", models.PositiveIntegerField(default=0)),
                ("rows_held", models.PositiveIntegerField(default=0)),
                ("rows_skipped", models.PositiveIntegerField(default=0)),
                ("started_at", models.DateTimeField()),
                ("finished_at", models.DateTimeField()),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("loading", "being kept, not in use yet"),
                            ("imported", "in use"),
                            ("superseded", "replaced by a later file"),
                            ("undone", "undone"),
                        ],
                        default="imported",
                        max_length=20,
                    ),
                ),
                ("given_by", models.TextField(default="")),
                ("confirmed_by", models.TextField(default="")),
                ("undone_by", models.TextField(default="")),
                ("undone_at", models.DateTimeField(null=True)),
            ],
            options={
                "permissions": [("import_files", "May import files and undo imports")],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("state", "imported")),
                        fields=("kind", "period"),
                        name="run_one_in_use_per_kind_and_period",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("state__in", ["loading", "imported", "superseded", "undone"])),
                        name="run_state_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("finished_at__gte", models.F("started_at"))), name="run_ends_after_start"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="HeldRow",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("file", models.TextField()),
                ("row", models.PositiveIntegerField()),
                ("rule", models.CharField(max_length=20)),
                ("reason", models.TextField()),
                ("cells", models.JSONField(default=dict)),
                (
                    "import_run",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="held_rows", to="store.importrun"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="KeptRecordRow",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("kind", models.CharField(max_length=12)),
                ("ref", models.CharField(max_length=200)),
                ("sha256", models.CharField(max_length=64)),
                ("record", models.JSONField()),
                ("kept_at", models.DateTimeField(auto_now_add=True)),
            ],
            options={
                "db_table": "store_kept_records",
                "indexes": [models.Index(fields=["kind", "ref"], name="kept_record_by_kind_and_ref")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("kind__in", ("programme", "risk money", "draft", "earlier", "published"))),
                        name="kept_record_kind_known",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("kind", "published")), fields=("ref",), name="paper_published_once"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="LinkDecisionRow",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("first", models.CharField(max_length=32)),
                ("second", models.CharField(max_length=32)),
                ("from_year", models.PositiveSmallIntegerField()),
                ("is_same_child", models.BooleanField()),
                ("reason", models.TextField()),
                ("decided_by", models.TextField()),
                ("decided_at", models.DateTimeField(auto_now_add=True)),
            ],
            options={
                "db_table": "store_link_decisions",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("reason", ""), _negated=True), name="link_decision_has_a_reason"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="OneTimeSignIn",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("token_sha256", models.CharField(max_length=64, unique=True)),
                ("made_at", models.DateTimeField(auto_now_add=True)),
                ("expires_at", models.DateTimeField()),
                ("used_at", models.DateTimeField(null=True)),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="OriginalFile",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.TextField()),
                ("sha256", models.CharField(max_length=64)),
                ("size_bytes", models.PositiveBigIntegerField()),
                (
                    "import_run",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="originals", to="store.importrun"
                    ),
                ),
            ],
            options={
                "db_table": "store_original_files",
            },
        ),
        migrations.CreateModel(
            name="ProviderLinkRow",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("source_file", models.TextField()),
                ("source_row", models.PositiveIntegerField()),
                ("urn", models.TextField()),
                ("link_urn", models.TextField()),
                ("is_successor", models.BooleanField()),
                ("link_type", models.TextField()),
                ("linked_on", models.DateField(null=True)),
                (
                    "import_run",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="store.importrun"
                    ),
                ),
            ],
            options={
                "db_table": "store_provider_links",
            },
        ),
        migrations.CreateModel(
            name="RiskScoreRow",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("risk", models.CharField(max_length=200)),
                ("scored_on", models.DateField()),
                ("scored_by", models.TextField()),
                ("why", models.TextField()),
                ("likelihood", models.PositiveSmallIntegerField()),
                ("service", models.PositiveSmallIntegerField(null=True)),
                ("people", models.PositiveSmallIntegerField(null=True)),
                ("reputation", models.PositiveSmallIntegerField(null=True)),
                ("money", models.PositiveSmallIntegerField(null=True)),
                ("evidence", models.TextField(blank=True)),
                ("answers", models.JSONField(default=list)),
                ("recorded_at", models.DateTimeField(auto_now_add=True)),
            ],
            options={
                "db_table": "store_risk_scores",
                "indexes": [models.Index(fields=["risk", "scored_on"], name="risk_score_by_day")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("risk", ""), _negated=True),
                            models.Q(("scored_by", ""), _negated=True),
                            models.Q(("why", ""), _negated=True),
                        ),
                        name="risk_score_has_who_and_why",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("likelihood__gte", 1)), name="risk_score_likelihood_from_one"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("service__isnull", False),
                            ("people__isnull", False),
                            ("reputation__isnull", False),
                            ("money__isnull", False),
                            _connector="OR",
                        ),
                        name="risk_score_falls_on_something",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="RuleSettingRow",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("rule", models.CharField(max_length=20)),
                (
                    "acts",
                    models.CharField(
                        choices=[
                            ("as usual", "as the rule book has it"),
                            ("stops the row", "holds the row back"),
                            ("off", "is not told"),
                        ],
                        max_length=20,
                    ),
                ),
                ("reason", models.TextField()),
                ("set_by", models.TextField()),
                ("set_at", models.DateTimeField(auto_now_add=True)),
            ],
            options={
                "db_table": "store_rule_settings",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("acts__in", ["as usual", "stops the row", "off"])),
                        name="rule_setting_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("reason", ""), _negated=True), name="rule_setting_has_a_reason"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="SavingColour",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("ref", models.CharField(max_length=40)),
                ("of", models.CharField(max_length=10)),
                ("colour", models.CharField(blank=True, max_length=10)),
                ("by", models.CharField(max_length=150)),
                ("why", models.TextField()),
                ("at", models.DateTimeField(auto_now_add=True)),
            ],
            options={
                "db_table": "store_saving_colours",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("of__in", ["delivery", "money"])), name="saving_colour_of_known"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("colour__in", ["", "green", "amber", "red"])), name="saving_colour_known"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(models.Q(("by", ""), _negated=True), models.Q(("why", ""), _negated=True)),
                        name="saving_colour_has_who_and_why",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="SavingEvidence",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("ref", models.CharField(max_length=40)),
                ("sort", models.CharField(max_length=20)),
                ("what", models.TextField()),
                ("day", models.DateField()),
                ("pence_per_year", models.BigIntegerField()),
                ("trace", models.TextField()),
                ("decision", models.CharField(max_length=30, null=True)),
                ("actual_pence", models.BigIntegerField(null=True)),
                ("added_by", models.CharField(max_length=150)),
                ("added_at", models.DateTimeField(auto_now_add=True)),
            ],
            options={
                "db_table": "store_saving_evidence",
                "constraints": [
                    models.UniqueConstraint(fields=("sort", "what", "day"), name="saving_evidence_counts_once"),
                    models.CheckConstraint(
                        condition=models.Q(("sort__in", ["move", "price change", "income"])),
                        name="saving_evidence_sort",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("decision__in", ["phase transfer", "decision after a review"]),
                                ("decision__isnull", False),
                                ("sort", "move"),
                            ),
                            models.Q(models.Q(("sort", "move"), _negated=True), ("decision__isnull", True)),
                            _connector="OR",
                        ),
                        name="saving_move_has_decision",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("added_by", ""), _negated=True), name="saving_evidence_has_who"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="SavingStep",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("ref", models.CharField(max_length=40)),
                ("number", models.PositiveSmallIntegerField()),
                ("before", models.CharField(max_length=20)),
                ("after", models.CharField(max_length=20)),
                ("by", models.CharField(max_length=150)),
                ("role", models.CharField(max_length=20)),
                ("at", models.DateTimeField()),
                ("why", models.TextField()),
                ("replaced_by", models.CharField(blank=True, max_length=40)),
            ],
            options={
                "db_table": "store_saving_steps",
                "constraints": [
                    models.UniqueConstraint(fields=("ref", "number"), name="saving_step_once"),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "after__in",
                                [
                                    "idea",
                                    "costed",
                                    "approved",
                                    "in delivery",
                                    "evidenced",
                                    "finance-agreed",
                                    "banked",
                                    "failed",
                                    "replaced",
                                ],
                            )
                        ),
                        name="saving_state_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("role__in", ["owner", "programme", "finance"])), name="saving_role_known"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("before", models.F("after")), _negated=True), name="saving_step_moves"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(models.Q(("by", ""), _negated=True), models.Q(("why", ""), _negated=True)),
                        name="saving_step_has_who_and_why",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("after__in", ["finance-agreed", "banked"]), _negated=True),
                            ("role", "finance"),
                            _connector="OR",
                        ),
                        name="saving_agreed_by_finance",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("after", "replaced"), ("replaced_by", ""), _connector="XOR"),
                        name="saving_replaced_by_another",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Sen2NamesRow",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("persons", models.PositiveIntegerField()),
                ("sealed_names", models.BinaryField()),
                ("sealed_unread", models.BinaryField()),
                (
                    "import_run",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="store.importrun"
                    ),
                ),
            ],
            options={
                "db_table": "store_sen2_names",
            },
        ),
        migrations.CreateModel(
            name="SignOffRow",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("kind", models.CharField(max_length=40)),
                ("ref", models.CharField(max_length=200)),
                ("content_sha256", models.CharField(max_length=64)),
                ("authors", models.JSONField(default=list)),
                ("begun_by", models.TextField()),
                ("begun_at", models.DateTimeField()),
                ("state", models.CharField(max_length=10)),
                ("approvals_needed", models.PositiveSmallIntegerField()),
                ("approved_by", models.TextField(null=True)),
                ("approved_at", models.DateTimeField(null=True)),
                ("published_by", models.TextField(null=True)),
                ("published_at", models.DateTimeField(null=True)),
            ],
            options={
                "db_table": "store_sign_offs",
                "constraints": [
                    models.UniqueConstraint(fields=("kind", "ref"), name="sign_off_once"),
                    models.CheckConstraint(
                        condition=models.Q(("state__in", ["draft", "submitted", "approved", "published", "withdrawn"])),
                        name="sign_off_state_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("approvals_needed__gte", 1)), name="sign_off_needs_a_second_person"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("approved_at__isnull", True), ("approved_by__isnull", True)),
                            models.Q(("approved_at__isnull", False), ("approved_by__isnull", False)),
                            _connector="OR",
                        ),
                        name="sign_off_approved_by_and_at",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("published_at__isnull", True), ("published_by__isnull", True)),
                            models.Q(("published_at__isnull", False), ("published_by__isnull", False)),
                            _connector="OR",
                        ),
                        name="sign_off_published_by_and_at",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("approved_by__isnull", True),
                            models.Q(("approved_by", models.F("begun_by")), _negated=True),
                            _connector="OR",
                        ),
                        name="sign_off_by_a_second_person",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state__in", ["approved", "published"]), _negated=True),
                            ("approved_by__isnull", False),
                            _connector="OR",
                        ),
                        name="sign_off_approved_before_published",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("published_by__isnull", False), ("state", "published")),
                            models.Q(models.Q(("state", "published"), _negated=True), ("published_by__isnull", True)),
                            _connector="OR",
                        ),
                        name="sign_off_published_says_by_whom",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="StoredMonth",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("financial_year", models.CharField(max_length=7)),
                ("month", models.PositiveSmallIntegerField()),
                ("snapshot", models.CharField(max_length=40)),
                ("record", models.JSONField()),
                ("made_at", models.DateTimeField(auto_now_add=True)),
            ],
            options={
                "indexes": [models.Index(fields=["financial_year", "month"], name="month_by_year")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("month__range", (1, 12))), name="month_from_april_to_march"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="TaughtMatch",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("what", models.CharField(max_length=10)),
                ("text", models.TextField()),
                ("means", models.TextField()),
                ("taught_at", models.DateTimeField(auto_now=True)),
            ],
            options={
                "db_table": "store_taught_matches",
                "constraints": [
                    models.UniqueConstraint(fields=("what", "text"), name="taught_once"),
                    models.CheckConstraint(
                        condition=models.Q(("what__in", ["supplier", "reference", "payment"])),
                        name="taught_of_a_known_kind",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="IdentityRow",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("source_file", models.TextField()),
                ("source_row", models.PositiveIntegerField()),
                ("return_year", models.PositiveSmallIntegerField()),
                ("child_key", models.CharField(max_length=32)),
                ("upn_key", models.CharField(max_length=32, null=True)),
                ("uln_key", models.CharField(max_length=32, null=True)),
                ("name_key", models.CharField(max_length=32, null=True)),
                ("is_upn_temporary", models.BooleanField()),
                (
                    "import_run",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="store.importrun"
                    ),
                ),
            ],
            options={
                "db_table": "store_identities",
                "constraints": [
                    models.UniqueConstraint(
                        fields=("import_run", "return_year", "child_key"), name="identity_once_per_return"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="FundedPlacesRow",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("source_file", models.TextField()),
                ("source_row", models.PositiveIntegerField()),
                ("academic_year", models.CharField(max_length=7)),
                ("urn", models.TextField()),
                ("kind_of_place", models.TextField()),
                ("name", models.TextField(null=True)),
                ("provision", models.CharField(max_length=30)),
                ("places", models.FloatField()),
                ("rate_pounds", models.PositiveIntegerField(null=True)),
                (
                    "import_run",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="store.importrun"
                    ),
                ),
            ],
            options={
                "db_table": "store_funded_places",
                "constraints": [
                    models.UniqueConstraint(
                        fields=("import_run", "academic_year", "urn", "kind_of_place"),
                        name="funded_places_once_per_year",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("provision", "special"),
                            ("provision", "sen_unit"),
                            ("provision", "resourced_provision"),
                            ("provision", "base"),
                            ("provision", "alternative_provision"),
                            ("provision", "hospital"),
                            ("provision", "post_16"),
                            ("provision", "mainstream"),
                            _connector="OR",
                        ),
                        name="funded_places_provision_known",
                    ),
                    models.CheckConstraint(condition=models.Q(("places__gte", 0)), name="funded_places_not_negative"),
                ],
            },
        ),
        migrations.CreateModel(
            name="FaultRow",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("file", models.TextField()),
                ("row", models.PositiveIntegerField(null=True)),
                ("field", models.TextField(null=True)),
                ("rule", models.CharField(max_length=20)),
                ("severity", models.CharField(max_length=20)),
                ("advice", models.TextField()),
                ("value", models.TextField(null=True)),
                ("child_key", models.CharField(max_length=32, null=True)),
                (
                    "import_run",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="faults", to="store.importrun"
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["import_run", "rule"], name="fault_by_run_and_rule")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("severity__in", ["stops the file", "stops the row", "check", "mended"])),
                        name="fault_severity_known",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="CostLineRow",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("source_file", models.TextField()),
                ("source_row", models.PositiveIntegerField()),
                ("line_ref", models.TextField()),
                ("child_key", models.CharField(max_length=32)),
                ("urn", models.TextField(null=True)),
                ("provider_name", models.TextField()),
                ("setting", models.CharField(max_length=40)),
                ("cost_element", models.CharField(max_length=20)),
                ("amount_pence_per_year", models.BigIntegerField()),
                ("rate_pence", models.BigIntegerField()),
                ("rate_per", models.CharField(max_length=10)),
                ("method", models.CharField(max_length=3)),
                ("weeks_per_year", models.PositiveSmallIntegerField(null=True)),
                ("term_calendar", models.TextField()),
                ("status", models.CharField(max_length=20)),
                ("notice_days", models.PositiveSmallIntegerField(null=True)),
                ("notice_terms", models.PositiveSmallIntegerField(null=True)),
                ("uplift_share", models.FloatField(null=True)),
                ("uplift_from", models.DateField(null=True)),
                ("uplift_status", models.CharField(max_length=10, null=True)),
                ("start_date", models.DateField()),
                ("end_date", models.DateField(null=True)),
                ("cost_centre", models.TextField()),
                ("as_at", models.DateField()),
                (
                    "import_run",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="store.importrun"
                    ),
                ),
            ],
            options={
                "db_table": "store_cost_lines",
                "constraints": [
                    models.UniqueConstraint(
                        fields=("import_run", "as_at", "line_ref"), name="cost_line_once_per_extract"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("setting", "mainstream"),
                            ("setting", "sen_unit"),
                            ("setting", "resourced_provision"),
                            ("setting", "special"),
                            ("setting", "non_maintained_special"),
                            ("setting", "independent_special"),
                            ("setting", "mainstream_independent"),
                            ("setting", "alternative_provision"),
                            ("setting", "hospital_school"),
                            ("setting", "further_education"),
                            ("setting", "sixth_form_college"),
                            ("setting", "specialist_post_16"),
                            ("setting", "nursery_school"),
                            ("setting", "early_years_provider"),
                            ("setting", "education_otherwise"),
                            ("setting", "parental_arrangement"),
                            ("setting", "elective_home_education"),
                            ("setting", "not_in_education"),
                            ("setting", "other"),
                            ("setting", "unknown"),
                            _connector="OR",
                        ),
                        name="cost_line_setting_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("cost_element", "top_up"),
                            ("cost_element", "fee"),
                            ("cost_element", "residential"),
                            ("cost_element", "therapy"),
                            ("cost_element", "support"),
                            ("cost_element", "direct_payment"),
                            ("cost_element", "contribution"),
                            ("cost_element", "place"),
                            ("cost_element", "equipment"),
                            ("cost_element", "transport"),
                            _connector="OR",
                        ),
                        name="cost_line_element_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("rate_per", "year"),
                            ("rate_per", "term"),
                            ("rate_per", "month"),
                            ("rate_per", "week"),
                            ("rate_per", "day"),
                            ("rate_per", "session"),
                            _connector="OR",
                        ),
                        name="cost_line_period_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("method", "CAL"),
                            ("method", "SCH"),
                            ("method", "TRM"),
                            ("method", "MTH"),
                            ("method", "WK"),
                            ("method", "EVT"),
                            _connector="OR",
                        ),
                        name="cost_line_method_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("status", "committed"),
                            ("status", "agreed at panel"),
                            ("status", "consulting"),
                            ("status", "tribunal"),
                            ("status", "in assessment"),
                            _connector="OR",
                        ),
                        name="cost_line_status_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("end_date", None), ("end_date__gte", models.F("start_date")), _connector="OR"
                        ),
                        name="cost_line_ends_after_start",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ChildRow",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("source_file", models.TextField()),
                ("source_row", models.PositiveIntegerField()),
                ("return_year", models.PositiveSmallIntegerField()),
                ("child_key", models.CharField(max_length=32)),
                ("birth_date", models.DateField()),
                ("sex", models.CharField(max_length=1)),
                ("is_upn_missing", models.BooleanField()),
                (
                    "import_run",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="store.importrun"
                    ),
                ),
            ],
            options={
                "db_table": "store_children",
                "constraints": [
                    models.UniqueConstraint(
                        fields=("import_run", "return_year", "child_key"), name="child_once_per_return"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("sex", "M"), ("sex", "F"), ("sex", "U"), _connector="OR"),
                        name="child_sex_known",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="CensusPupilRow",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("source_file", models.TextField()),
                ("source_row", models.PositiveIntegerField()),
                ("census_day", models.DateField()),
                ("pupil_ref", models.TextField()),
                ("child_key", models.CharField(max_length=32)),
                ("urn", models.TextField(null=True)),
                ("nc_year_taught", models.CharField(max_length=2, null=True)),
                ("sen_provision", models.CharField(max_length=1)),
                ("is_unit", models.BooleanField()),
                ("is_resourced", models.BooleanField()),
                ("has_top_up", models.BooleanField()),
                (
                    "import_run",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="store.importrun"
                    ),
                ),
            ],
            options={
                "db_table": "store_census_pupils",
                "constraints": [
                    models.UniqueConstraint(
                        fields=("import_run", "census_day", "pupil_ref"), name="pupil_once_per_census"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("nc_year_taught", "E1"),
                            ("nc_year_taught", "E2"),
                            ("nc_year_taught", "N1"),
                            ("nc_year_taught", "N2"),
                            ("nc_year_taught", "R"),
                            ("nc_year_taught", "1"),
                            ("nc_year_taught", "2"),
                            ("nc_year_taught", "3"),
                            ("nc_year_taught", "4"),
                            ("nc_year_taught", "5"),
                            ("nc_year_taught", "6"),
                            ("nc_year_taught", "7"),
                            ("nc_year_taught", "8"),
                            ("nc_year_taught", "9"),
                            ("nc_year_taught", "10"),
                            ("nc_year_taught", "11"),
                            ("nc_year_taught", "12"),
                            ("nc_year_taught", "13"),
                            ("nc_year_taught", "14"),
                            ("nc_year_taught", "M"),
                            ("nc_year_taught", "X"),
                            _connector="OR",
                        ),
                        name="pupil_year_taught_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("sen_provision", "N"), ("sen_provision", "K"), ("sen_provision", "E"), _connector="OR"
                        ),
                        name="pupil_provision_known",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="CensusNeedRow",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("source_file", models.TextField()),
                ("source_row", models.PositiveIntegerField()),
                ("census_day", models.DateField()),
                ("pupil_ref", models.TextField()),
                ("rank", models.PositiveSmallIntegerField()),
                ("need", models.CharField(max_length=10)),
                (
                    "import_run",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="store.importrun"
                    ),
                ),
            ],
            options={
                "db_table": "store_census_needs",
                "constraints": [
                    models.UniqueConstraint(
                        fields=("import_run", "census_day", "pupil_ref", "rank"), name="pupil_need_once_per_census"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("need", "ASD"),
                            ("need", "DS"),
                            ("need", "HI"),
                            ("need", "MLD"),
                            ("need", "MSI"),
                            ("need", "OTH"),
                            ("need", "PD"),
                            ("need", "PMLD"),
                            ("need", "SEMH"),
                            ("need", "SLCN"),
                            ("need", "SLD"),
                            ("need", "SPLD"),
                            ("need", "VI"),
                            ("need", "NREC"),
                            ("need", "NSA"),
                            _connector="OR",
                        ),
                        name="pupil_need_known",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="CaseEventRow",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("source_file", models.TextField()),
                ("source_row", models.PositiveIntegerField()),
                ("period", models.CharField(max_length=20)),
                ("event_ref", models.TextField()),
                ("child_key", models.CharField(max_length=32)),
                ("urn", models.TextField(null=True)),
                ("kind", models.CharField(max_length=10)),
                ("first_day", models.DateField()),
                ("last_day", models.DateField(null=True)),
                ("sessions", models.PositiveSmallIntegerField(null=True)),
                ("ground", models.CharField(max_length=24, null=True)),
                ("outcome", models.CharField(max_length=20, null=True)),
                ("taught_from", models.DateField(null=True)),
                (
                    "import_run",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="store.importrun"
                    ),
                ),
            ],
            options={
                "db_table": "store_case_events",
                "constraints": [
                    models.UniqueConstraint(fields=("import_run", "period", "event_ref"), name="case_event_once"),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("last_day", None), ("last_day__gte", models.F("first_day")), _connector="OR"
                        ),
                        name="case_event_ends_after_start",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("kind", "appeal"),
                            ("kind", "mediation"),
                            ("kind", "suspension"),
                            ("kind", "exclusion"),
                            _connector="OR",
                        ),
                        name="case_event_kind_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("ground", "assess"),
                            ("ground", "reassess"),
                            ("ground", "issue"),
                            ("ground", "amend"),
                            ("ground", "contents"),
                            ("ground", "placement"),
                            ("ground", "contents_and_placement"),
                            ("ground", "cease"),
                            _connector="OR",
                        ),
                        name="case_event_ground_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("outcome", "agreed"),
                            ("outcome", "conceded"),
                            ("outcome", "for_council"),
                            ("outcome", "for_family"),
                            ("outcome", "in_part"),
                            ("outcome", "not_agreed"),
                            ("outcome", "not_reinstated"),
                            ("outcome", "reinstated"),
                            ("outcome", "withdrawn"),
                            _connector="OR",
                        ),
                        name="case_event_outcome_known",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="CapacityRow",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("source_file", models.TextField()),
                ("source_row", models.PositiveIntegerField()),
                ("urn", models.TextField()),
                ("provision", models.CharField(max_length=30)),
                ("first_nc_year", models.SmallIntegerField()),
                ("last_nc_year", models.SmallIntegerField()),
                ("designation", models.TextField(null=True)),
                ("valid_from", models.DateField()),
                ("valid_to", models.DateField(null=True)),
                ("places_capacity", models.PositiveIntegerField(null=True)),
                ("places_commissioned", models.PositiveIntegerField(null=True)),
                ("places_funded", models.PositiveIntegerField(null=True)),
                ("source", models.TextField(null=True)),
                (
                    "import_run",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="store.importrun"
                    ),
                ),
            ],
            options={
                "db_table": "store_capacity",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("provision", "special"),
                            ("provision", "sen_unit"),
                            ("provision", "resourced_provision"),
                            ("provision", "base"),
                            ("provision", "alternative_provision"),
                            ("provision", "hospital"),
                            ("provision", "post_16"),
                            ("provision", "mainstream"),
                            _connector="OR",
                        ),
                        name="capacity_provision_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("last_nc_year__gte", models.F("first_nc_year"))),
                        name="capacity_years_in_order",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("valid_to", None), ("valid_to__gte", models.F("valid_from")), _connector="OR"
                        ),
                        name="capacity_ends_after_start",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="BudgetLineRow",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("source_file", models.TextField()),
                ("source_row", models.PositiveIntegerField()),
                ("financial_year", models.CharField(max_length=7)),
                ("budget_line", models.TextField()),
                ("cost_centre", models.TextField()),
                ("kind", models.CharField(max_length=20)),
                ("setting", models.CharField(max_length=40, null=True)),
                ("children_fte", models.FloatField(null=True)),
                ("amount_pence", models.BigIntegerField()),
                (
                    "import_run",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="store.importrun"
                    ),
                ),
            ],
            options={
                "db_table": "store_budget_lines",
                "constraints": [
                    models.UniqueConstraint(
                        fields=("import_run", "financial_year", "budget_line"), name="budget_line_once_per_year"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("kind", "placement"),
                            ("kind", "places"),
                            ("kind", "service"),
                            ("kind", "income"),
                            _connector="OR",
                        ),
                        name="budget_line_kind_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("children_fte", None), ("children_fte__gte", 0), _connector="OR"),
                        name="budget_line_children_not_negative",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="BandRateRow",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("source_file", models.TextField()),
                ("source_row", models.PositiveIntegerField()),
                ("version", models.TextField()),
                ("effective_from", models.DateField()),
                ("setting", models.CharField(max_length=40, null=True)),
                ("band", models.TextField()),
                ("amount_pence_per_year", models.PositiveBigIntegerField()),
                (
                    "import_run",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="store.importrun"
                    ),
                ),
            ],
            options={
                "db_table": "store_band_rates",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("setting", "mainstream"),
                            ("setting", "sen_unit"),
                            ("setting", "resourced_provision"),
                            ("setting", "special"),
                            ("setting", "non_maintained_special"),
                            ("setting", "independent_special"),
                            ("setting", "mainstream_independent"),
                            ("setting", "alternative_provision"),
                            ("setting", "hospital_school"),
                            ("setting", "further_education"),
                            ("setting", "sixth_form_college"),
                            ("setting", "specialist_post_16"),
                            ("setting", "nursery_school"),
                            ("setting", "early_years_provider"),
                            ("setting", "education_otherwise"),
                            ("setting", "parental_arrangement"),
                            ("setting", "elective_home_education"),
                            ("setting", "not_in_education"),
                            ("setting", "other"),
                            ("setting", "unknown"),
                            _connector="OR",
                        ),
                        name="band_setting_known",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="AnnexASupportRow",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("source_file", models.TextField()),
                ("source_row", models.PositiveIntegerField()),
                ("as_at", models.DateField()),
                ("child_key", models.CharField(max_length=32)),
                ("birth_date", models.DateField()),
                ("sex", models.CharField(max_length=1)),
                ("primary_need", models.CharField(max_length=10)),
                ("urn", models.TextField(null=True)),
                ("main_phase", models.TextField(null=True)),
                ("subsidiary_phase", models.TextField(null=True)),
                ("suspensions", models.PositiveSmallIntegerField(null=True)),
                ("permanent_exclusions", models.PositiveSmallIntegerField(null=True)),
                ("absence_percent", models.FloatField(null=True)),
                ("has_pupil_premium", models.BooleanField()),
                ("is_known_to_social_care", models.BooleanField()),
                ("has_disability", models.BooleanField(null=True)),
                (
                    "import_run",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="store.importrun"
                    ),
                ),
            ],
            options={
                "db_table": "store_annex_a_support",
                "constraints": [
                    models.UniqueConstraint(fields=("import_run", "as_at", "child_key"), name="child_once_per_list_2"),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("primary_need", "ASD"),
                            ("primary_need", "DS"),
                            ("primary_need", "HI"),
                            ("primary_need", "MLD"),
                            ("primary_need", "MSI"),
                            ("primary_need", "OTH"),
                            ("primary_need", "PD"),
                            ("primary_need", "PMLD"),
                            ("primary_need", "SEMH"),
                            ("primary_need", "SLCN"),
                            ("primary_need", "SLD"),
                            ("primary_need", "SPLD"),
                            ("primary_need", "VI"),
                            ("primary_need", "NREC"),
                            ("primary_need", "NSA"),
                            _connector="OR",
                        ),
                        name="list_2_need_known",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="AnnexAPlanRow",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("source_file", models.TextField()),
                ("source_row", models.PositiveIntegerField()),
                ("as_at", models.DateField()),
                ("child_key", models.CharField(max_length=32)),
                ("birth_date", models.DateField()),
                ("sex", models.CharField(max_length=1)),
                ("primary_need", models.CharField(max_length=10)),
                ("urn", models.TextField(null=True)),
                ("main_phase", models.TextField(null=True)),
                ("subsidiary_phase", models.TextField(null=True)),
                ("suspensions", models.PositiveSmallIntegerField(null=True)),
                ("permanent_exclusions", models.PositiveSmallIntegerField(null=True)),
                ("absence_percent", models.FloatField(null=True)),
                ("has_pupil_premium", models.BooleanField()),
                ("is_known_to_social_care", models.BooleanField()),
                ("has_disability", models.BooleanField(null=True)),
                ("plan_issued", models.DateField(null=True)),
                ("plan_updated", models.DateField(null=True)),
                ("plan_reviewed", models.DateField(null=True)),
                ("is_home_educated", models.BooleanField()),
                (
                    "import_run",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="store.importrun"
                    ),
                ),
            ],
            options={
                "db_table": "store_annex_a_plans",
                "constraints": [
                    models.UniqueConstraint(fields=("import_run", "as_at", "child_key"), name="child_once_per_list_1"),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("primary_need", "ASD"),
                            ("primary_need", "DS"),
                            ("primary_need", "HI"),
                            ("primary_need", "MLD"),
                            ("primary_need", "MSI"),
                            ("primary_need", "OTH"),
                            ("primary_need", "PD"),
                            ("primary_need", "PMLD"),
                            ("primary_need", "SEMH"),
                            ("primary_need", "SLCN"),
                            ("primary_need", "SLD"),
                            ("primary_need", "SPLD"),
                            ("primary_need", "VI"),
                            ("primary_need", "NREC"),
                            ("primary_need", "NSA"),
                            _connector="OR",
                        ),
                        name="list_1_need_known",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="AbsenceRow",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("source_file", models.TextField()),
                ("source_row", models.PositiveIntegerField()),
                ("academic_year", models.CharField(max_length=7)),
                ("child_key", models.CharField(max_length=32)),
                ("urn", models.TextField(null=True)),
                ("first_day", models.DateField()),
                ("last_day", models.DateField()),
                ("sessions", models.PositiveSmallIntegerField()),
                ("code", models.CharField(max_length=2)),
                (
                    "import_run",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="store.importrun"
                    ),
                ),
            ],
            options={
                "db_table": "store_absences",
                "indexes": [models.Index(fields=["academic_year"], name="absence_by_year")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("last_day__gte", models.F("first_day"))), name="absence_ends_after_start"
                    ),
                    models.CheckConstraint(condition=models.Q(("sessions__gte", 1)), name="absence_of_some_sessions"),
                ],
            },
        ),
        migrations.CreateModel(
            name="ImportTask",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("reading", "being read"),
                            ("asking", "waits to be told what its columns are"),
                            ("checked", "read; waits to be confirmed"),
                            ("keeping", "being kept"),
                            ("done", "in use"),
                            ("refused", "refused; nothing of it was kept"),
                            ("stopped", "stopped; nothing was changed"),
                        ],
                        default="reading",
                        max_length=20,
                    ),
                ),
                ("name", models.TextField()),
                ("kind", models.CharField(max_length=40, null=True)),
                ("unit_sha256", models.CharField(max_length=64)),
                ("folder", models.CharField(max_length=40, unique=True)),
                ("asked_by", models.TextField()),
                ("confirmed_by", models.TextField(default="")),
                ("step", models.TextField(default="")),
                ("wants_stop", models.BooleanField(default=False)),
                ("says", models.TextField(default="")),
                ("basis", models.TextField(default="")),
                ("changes", models.JSONField(default=list)),
                ("started_at", models.DateTimeField()),
                ("changed_at", models.DateTimeField(auto_now=True)),
                (
                    "import_run",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.SET_NULL, related_name="+", to="store.importrun"
                    ),
                ),
            ],
            options={
                "db_table": "store_import_tasks",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("state__in", ["reading", "asking", "checked", "keeping", "done", "refused", "stopped"])
                        ),
                        name="task_state_known",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="KeptPeriod",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("table_name", models.CharField(max_length=40)),
                ("period", models.CharField(max_length=20)),
                ("is_in_use", models.BooleanField()),
                ("has_rows", models.BooleanField(default=True)),
                (
                    "import_run",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="periods", to="store.importrun"
                    ),
                ),
                (
                    "replaced",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.SET_NULL, related_name="+", to="store.keptperiod"
                    ),
                ),
            ],
            options={
                "db_table": "store_kept_periods",
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("is_in_use", True)),
                        fields=("table_name", "period"),
                        name="period_from_one_run_at_a_time",
                    ),
                    models.UniqueConstraint(fields=("import_run", "table_name", "period"), name="period_once_per_run"),
                ],
            },
        ),
        migrations.CreateModel(
            name="LedgerRow",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("source_file", models.TextField()),
                ("source_row", models.PositiveIntegerField()),
                ("financial_year", models.CharField(max_length=7)),
                ("month", models.PositiveSmallIntegerField()),
                ("cost_centre", models.TextField()),
                ("amount_pence", models.BigIntegerField()),
                (
                    "import_run",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="store.importrun"
                    ),
                ),
            ],
            options={
                "db_table": "store_ledger",
                "constraints": [
                    models.UniqueConstraint(
                        fields=("import_run", "financial_year", "month", "cost_centre"), name="ledger_once_per_month"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("month__range", (1, 12))), name="ledger_month_from_april_to_march"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="PaymentRow",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("source_file", models.TextField()),
                ("source_row", models.PositiveIntegerField()),
                ("payment_ref", models.TextField()),
                ("invoice_ref", models.TextField(null=True)),
                ("period", models.CharField(max_length=11)),
                ("paid_on", models.DateField()),
                ("cost_centre", models.TextField()),
                ("supplier", models.TextField()),
                ("urn", models.TextField(null=True)),
                ("child_key", models.CharField(max_length=32, null=True)),
                ("line_ref", models.TextField(null=True)),
                ("cost_element", models.CharField(max_length=20, null=True)),
                ("period_first_day", models.DateField(null=True)),
                ("period_last_day", models.DateField(null=True)),
                ("quantity", models.FloatField(null=True)),
                ("rate_pence", models.BigIntegerField(null=True)),
                ("amount_pence", models.BigIntegerField()),
                (
                    "import_run",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="store.importrun"
                    ),
                ),
            ],
            options={
                "db_table": "store_payments",
                "indexes": [models.Index(fields=["period"], name="payment_by_period")],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("import_run", "period", "payment_ref"), name="payment_once_per_period"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("cost_element", "top_up"),
                            ("cost_element", "fee"),
                            ("cost_element", "residential"),
                            ("cost_element", "therapy"),
                            ("cost_element", "support"),
                            ("cost_element", "direct_payment"),
                            ("cost_element", "contribution"),
                            ("cost_element", "place"),
                            ("cost_element", "equipment"),
                            ("cost_element", "transport"),
                            _connector="OR",
                        ),
                        name="payment_element_known",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="PlacementRow",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("source_file", models.TextField()),
                ("source_row", models.PositiveIntegerField()),
                ("return_year", models.PositiveSmallIntegerField()),
                ("request_ref", models.TextField()),
                ("child_key", models.CharField(max_length=32)),
                ("urn", models.TextField(null=True)),
                ("ukprn", models.TextField(null=True)),
                ("setting", models.CharField(max_length=40)),
                ("rank", models.PositiveSmallIntegerField()),
                ("entry_date", models.DateField(null=True)),
                ("leaving_date", models.DateField(null=True)),
                ("is_residential", models.BooleanField()),
                (
                    "import_run",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="store.importrun"
                    ),
                ),
            ],
            options={
                "db_table": "store_placements",
                "constraints": [
                    models.UniqueConstraint(
                        fields=("import_run", "source_file", "source_row"), name="placement_once_per_row_of_its_file"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("setting", "mainstream"),
                            ("setting", "sen_unit"),
                            ("setting", "resourced_provision"),
                            ("setting", "special"),
                            ("setting", "non_maintained_special"),
                            ("setting", "independent_special"),
                            ("setting", "mainstream_independent"),
                            ("setting", "alternative_provision"),
                            ("setting", "hospital_school"),
                            ("setting", "further_education"),
                            ("setting", "sixth_form_college"),
                            ("setting", "specialist_post_16"),
                            ("setting", "nursery_school"),
                            ("setting", "early_years_provider"),
                            ("setting", "education_otherwise"),
                            ("setting", "parental_arrangement"),
                            ("setting", "elective_home_education"),
                            ("setting", "not_in_education"),
                            ("setting", "other"),
                            ("setting", "unknown"),
                            _connector="OR",
                        ),
                        name="placement_setting_known",
                    ),
                    models.CheckConstraint(condition=models.Q(("rank__in", (1, 2))), name="placement_rank_one_or_two"),
                ],
            },
        ),
        migrations.CreateModel(
            name="PlanRow",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("source_file", models.TextField()),
                ("source_row", models.PositiveIntegerField()),
                ("return_year", models.PositiveSmallIntegerField()),
                ("request_ref", models.TextField()),
                ("child_key", models.CharField(max_length=32)),
                ("start_date", models.DateField(null=True)),
                ("cease_date", models.DateField(null=True)),
                ("cease_reason", models.PositiveSmallIntegerField(null=True)),
                ("transfer_la", models.TextField(null=True)),
                ("primary_need", models.CharField(max_length=10)),
                ("review_meeting", models.DateField(null=True)),
                ("review_outcome", models.CharField(max_length=1, null=True)),
                ("last_review", models.DateField(null=True)),
                ("review_draft", models.DateField(null=True)),
                ("phase_transfer_due", models.DateField(null=True)),
                ("phase_transfer_final", models.DateField(null=True)),
                ("officer", models.TextField(null=True)),
                (
                    "import_run",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="store.importrun"
                    ),
                ),
            ],
            options={
                "db_table": "store_plans",
                "constraints": [
                    models.UniqueConstraint(
                        fields=("import_run", "return_year", "request_ref"), name="plan_once_per_return"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("primary_need", "ASD"),
                            ("primary_need", "DS"),
                            ("primary_need", "HI"),
                            ("primary_need", "MLD"),
                            ("primary_need", "MSI"),
                            ("primary_need", "OTH"),
                            ("primary_need", "PD"),
                            ("primary_need", "PMLD"),
                            ("primary_need", "SEMH"),
                            ("primary_need", "SLCN"),
                            ("primary_need", "SLD"),
                            ("primary_need", "SPLD"),
                            ("primary_need", "VI"),
                            ("primary_need", "NREC"),
                            _connector="OR",
                        ),
                        name="plan_need_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("cease_reason", None), ("cease_reason__range", (1, 9)), _connector="OR"),
                        name="plan_cease_reason_known",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="PopulationRow",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("source_file", models.TextField()),
                ("source_row", models.PositiveIntegerField()),
                ("mid_year", models.PositiveSmallIntegerField()),
                ("age", models.PositiveSmallIntegerField()),
                ("children", models.FloatField()),
                ("is_projected", models.BooleanField()),
                (
                    "import_run",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="store.importrun"
                    ),
                ),
            ],
            options={
                "db_table": "store_population",
                "constraints": [
                    models.UniqueConstraint(
                        fields=("import_run", "mid_year", "age"), name="population_once_per_year_and_age"
                    ),
                    models.CheckConstraint(condition=models.Q(("age__range", (0, 25))), name="population_age_0_to_25"),
                    models.CheckConstraint(condition=models.Q(("children__gte", 0)), name="population_not_negative"),
                ],
            },
        ),
        migrations.CreateModel(
            name="ProviderRow",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("source_file", models.TextField()),
                ("source_row", models.PositiveIntegerField()),
                ("urn", models.TextField()),
                ("ukprn", models.TextField(null=True)),
                ("name", models.TextField()),
                ("type_code", models.SmallIntegerField()),
                ("setting", models.CharField(max_length=40)),
                ("la_code", models.TextField(null=True)),
                ("is_open", models.BooleanField()),
                ("open_date", models.DateField(null=True)),
                ("close_date", models.DateField(null=True)),
                ("places_funded", models.PositiveIntegerField(null=True)),
                (
                    "import_run",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="store.importrun"
                    ),
                ),
            ],
            options={
                "db_table": "store_providers",
                "constraints": [
                    models.UniqueConstraint(fields=("import_run", "urn"), name="provider_once_per_register"),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("setting", "mainstream"),
                            ("setting", "sen_unit"),
                            ("setting", "resourced_provision"),
                            ("setting", "special"),
                            ("setting", "non_maintained_special"),
                            ("setting", "independent_special"),
                            ("setting", "mainstream_independent"),
                            ("setting", "alternative_provision"),
                            ("setting", "hospital_school"),
                            ("setting", "further_education"),
                            ("setting", "sixth_form_college"),
                            ("setting", "specialist_post_16"),
                            ("setting", "nursery_school"),
                            ("setting", "early_years_provider"),
                            ("setting", "education_otherwise"),
                            ("setting", "parental_arrangement"),
                            ("setting", "elective_home_education"),
                            ("setting", "not_in_education"),
                            ("setting", "other"),
                            ("setting", "unknown"),
                            _connector="OR",
                        ),
                        name="provider_setting_known",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ProviderVersionRow",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("source_file", models.TextField()),
                ("source_row", models.PositiveIntegerField()),
                ("as_at", models.DateField()),
                ("urn", models.TextField()),
                ("setting", models.CharField(max_length=40)),
                ("is_open", models.BooleanField()),
                ("is_section_41", models.BooleanField()),
                ("lowest_age", models.PositiveSmallIntegerField(null=True)),
                ("highest_age", models.PositiveSmallIntegerField(null=True)),
                (
                    "import_run",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="store.importrun"
                    ),
                ),
            ],
            options={
                "db_table": "store_provider_versions",
                "constraints": [
                    models.UniqueConstraint(fields=("import_run", "as_at", "urn"), name="provider_once_per_version"),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("setting", "mainstream"),
                            ("setting", "sen_unit"),
                            ("setting", "resourced_provision"),
                            ("setting", "special"),
                            ("setting", "non_maintained_special"),
                            ("setting", "independent_special"),
                            ("setting", "mainstream_independent"),
                            ("setting", "alternative_provision"),
                            ("setting", "hospital_school"),
                            ("setting", "further_education"),
                            ("setting", "sixth_form_college"),
                            ("setting", "specialist_post_16"),
                            ("setting", "nursery_school"),
                            ("setting", "early_years_provider"),
                            ("setting", "education_otherwise"),
                            ("setting", "parental_arrangement"),
                            ("setting", "elective_home_education"),
                            ("setting", "not_in_education"),
                            ("setting", "other"),
                            ("setting", "unknown"),
                            _connector="OR",
                        ),
                        name="provider_version_setting_known",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="RequestRow",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("source_file", models.TextField()),
                ("source_row", models.PositiveIntegerField()),
                ("return_year", models.PositiveSmallIntegerField()),
                ("request_ref", models.TextField()),
                ("child_key", models.CharField(max_length=32)),
                ("received_date", models.DateField(null=True)),
                ("request_outcome", models.CharField(max_length=1)),
                ("request_outcome_date", models.DateField(null=True)),
                ("assessment_outcome", models.CharField(max_length=1, null=True)),
                ("assessment_outcome_date", models.DateField(null=True)),
                ("is_exception_to_20_weeks", models.BooleanField()),
                (
                    "import_run",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="store.importrun"
                    ),
                ),
            ],
            options={
                "db_table": "store_requests",
                "constraints": [
                    models.UniqueConstraint(
                        fields=("import_run", "return_year", "request_ref"), name="request_once_per_return"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("request_outcome", "Y"),
                            ("request_outcome", "N"),
                            ("request_outcome", "A"),
                            ("request_outcome", "W"),
                            ("request_outcome", "H"),
                            _connector="OR",
                        ),
                        name="request_outcome_known",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="SchoolCapacityRow",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("source_file", models.TextField()),
                ("source_row", models.PositiveIntegerField()),
                ("survey_year", models.PositiveSmallIntegerField()),
                ("urn", models.TextField()),
                ("provision", models.CharField(max_length=30)),
                ("phase", models.CharField(max_length=10)),
                ("name", models.TextField()),
                ("places_capacity", models.PositiveIntegerField()),
                ("on_roll", models.PositiveIntegerField(null=True)),
                (
                    "import_run",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="store.importrun"
                    ),
                ),
            ],
            options={
                "db_table": "store_school_capacity",
                "constraints": [
                    models.UniqueConstraint(
                        fields=("import_run", "survey_year", "urn", "provision", "phase"),
                        name="school_capacity_once_per_survey",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("provision", "special"),
                            ("provision", "sen_unit"),
                            ("provision", "resourced_provision"),
                            ("provision", "base"),
                            ("provision", "alternative_provision"),
                            ("provision", "hospital"),
                            ("provision", "post_16"),
                            ("provision", "mainstream"),
                            _connector="OR",
                        ),
                        name="school_capacity_provision_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("phase", "primary"), ("phase", "secondary"), ("phase", "all"), _connector="OR"
                        ),
                        name="school_capacity_phase_known",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Sen2ModuleRow",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("module", models.CharField(max_length=20)),
                ("records", models.PositiveIntegerField()),
                ("content", models.BinaryField()),
                (
                    "import_run",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="store.importrun"
                    ),
                ),
            ],
            options={
                "db_table": "store_sen2_modules",
                "constraints": [
                    models.UniqueConstraint(fields=("import_run", "module"), name="sen2_module_once_per_run")
                ],
            },
        ),
        migrations.CreateModel(
            name="SettingOverrideRow",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("source_file", models.TextField()),
                ("source_row", models.PositiveIntegerField()),
                ("urn", models.TextField(null=True)),
                ("ukprn", models.TextField(null=True)),
                ("sen_setting", models.CharField(max_length=4, null=True)),
                ("is_unit", models.BooleanField(null=True)),
                ("is_resourced", models.BooleanField(null=True)),
                ("setting", models.CharField(max_length=40)),
                ("valid_from", models.DateField(null=True)),
                ("valid_to", models.DateField(null=True)),
                ("reason", models.TextField()),
                (
                    "import_run",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="store.importrun"
                    ),
                ),
            ],
            options={
                "db_table": "store_setting_overrides",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("setting", "mainstream"),
                            ("setting", "sen_unit"),
                            ("setting", "resourced_provision"),
                            ("setting", "special"),
                            ("setting", "non_maintained_special"),
                            ("setting", "independent_special"),
                            ("setting", "mainstream_independent"),
                            ("setting", "alternative_provision"),
                            ("setting", "hospital_school"),
                            ("setting", "further_education"),
                            ("setting", "sixth_form_college"),
                            ("setting", "specialist_post_16"),
                            ("setting", "nursery_school"),
                            ("setting", "early_years_provider"),
                            ("setting", "education_otherwise"),
                            ("setting", "parental_arrangement"),
                            ("setting", "elective_home_education"),
                            ("setting", "not_in_education"),
                            ("setting", "other"),
                            ("setting", "unknown"),
                            _connector="OR",
                        ),
                        name="override_setting_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("urn__isnull", False),
                            ("ukprn__isnull", False),
                            ("sen_setting__isnull", False),
                            _connector="OR",
                        ),
                        name="override_names_a_place",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="SignOffStepRow",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.PositiveSmallIntegerField()),
                ("act", models.CharField(max_length=10)),
                ("by", models.TextField()),
                ("at", models.DateTimeField()),
                ("why", models.TextField(blank=True)),
                ("content_sha256", models.CharField(max_length=64)),
                (
                    "sign_off",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="steps", to="store.signoffrow"
                    ),
                ),
            ],
            options={
                "db_table": "store_sign_off_steps",
                "constraints": [
                    models.UniqueConstraint(fields=("sign_off", "number"), name="sign_off_step_once"),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("act__in", ["submit", "revise", "approve", "return", "publish", "withdraw"])
                        ),
                        name="sign_off_act_known",
                    ),
                    models.CheckConstraint(condition=models.Q(("by", ""), _negated=True), name="sign_off_step_has_who"),
                ],
            },
        ),
        migrations.CreateModel(
            name="TermDatesRow",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("source_file", models.TextField()),
                ("source_row", models.PositiveIntegerField()),
                ("owner", models.TextField()),
                ("academic_year", models.CharField(max_length=7)),
                ("term", models.PositiveSmallIntegerField()),
                ("first_day", models.DateField()),
                ("last_day", models.DateField()),
                ("holiday_first_day", models.DateField(null=True)),
                ("holiday_last_day", models.DateField(null=True)),
                (
                    "import_run",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="store.importrun"
                    ),
                ),
            ],
            options={
                "db_table": "store_term_dates",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("last_day__gte", models.F("first_day"))), name="term_ends_after_start"
                    )
                ],
            },
        ),
    ]
