"""The pages of rules tell what was found and take a setting with its reason."""

from __future__ import annotations

from django.contrib.auth.models import User
from django.test import Client

from highneeds.governance.rights import Role
from highneeds.store.models import ImportRun, RuleSettingRow
from highneeds.store.roles import set_roles


def test_the_list_counts_the_rows_of_each_rule(signed_in: Client, finance_import: ImportRun) -> None:
    assert finance_import.pk
    told = signed_in.get("/rules").content.decode()
    assert "2 rules found rows to look at" in told
    assert 'data-label="Rows">120<' in told
    assert "No list of plans names officers" in told


def test_a_setting_is_kept_with_who_set_it(signed_in: Client, finance_import: ImportRun) -> None:
    assert finance_import.pk
    answer = signed_in.post("/rules/C02", {"acts": "off", "reason": "Mended at the source."})
    assert (answer.status_code, answer.headers["Location"]) == (302, "/rules")
    row = RuleSettingRow.objects.get()
    assert (row.rule, row.acts, row.set_by) == ("C02", "off", "sam")
    assert "120 rows, not counted above" in signed_in.get("/rules").content.decode()
    assert "Mended at the source." in signed_in.get("/rules/C02").content.decode()


def test_what_a_rule_cannot_be_set_to_is_refused(signed_in: Client) -> None:
    for rule, acts in (("C02", "stops the row"), ("C04", "off")):
        answer = signed_in.post(f"/rules/{rule}", {"acts": acts, "reason": "why not"})
        assert answer.status_code == 400
    assert "cannot be changed" in signed_in.get("/rules/C04").content.decode()
    assert signed_in.get("/rules/Z99").status_code == 404
    assert not RuleSettingRow.objects.exists()


def test_whoever_may_not_set_a_rule_looks_at_it_and_sets_nothing(
    looking: Client, person: User, finance_import: ImportRun
) -> None:
    assert finance_import.pk
    set_roles(person, {Role.AUDITOR})
    page = looking.get("/rules/C02").content.decode()
    assert "To set how it acts takes the right to do so." in page
    assert 'name="acts"' not in page
    answer = looking.post("/rules/C02", {"acts": "off", "reason": "Mended at the source."})
    assert answer.status_code == 403
    assert "You may not set how a rule acts" in answer.content.decode()
    assert not RuleSettingRow.objects.exists()


def test_rules_that_are_not_looked_for_are_listed_and_can_be_asked_for(signed_in: Client) -> None:
    assert "Not looked for unless asked" in signed_in.get("/rules").content.decode()
    answer = signed_in.post("/rules/R05", {"acts": "asks for a look", "reason": "We note each late one."})
    assert answer.status_code == 302
    assert "/rules/R05" in signed_in.get("/rules").content.decode()
