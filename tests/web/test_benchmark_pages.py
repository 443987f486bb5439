"""The benchmark pages: the council beside its neighbours and England, with what is not published told as such."""

from __future__ import annotations

import csv
import io

import openpyxl
import pytest
from django.contrib.auth.models import User
from django.test import Client
from tests.web.sample_figures import NAMES, OWN, plans, sample_figures, sample_neighbours

from highneeds.governance.audit import Did
from highneeds.governance.record import MonthRecord
from highneeds.governance.rights import Role
from highneeds.operations.benchmark_measure import measure_page, of_measure
from highneeds.store.audit import latest
from highneeds.store.models import ComparedWithRow, FaultRow, ImportRun
from highneeds.store.roles import set_roles

PLANS, NEED, TIMELY = "plans_per_1000_to_25", "need_hi_share", "within_20_weeks_all"


@pytest.fixture
def council(month: MonthRecord) -> MonthRecord:
    """Ashmere's month, whose name says which authority it is."""
    sample_figures()
    sample_neighbours("998", "997")
    return month


def told(client: Client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200, address
    return " ".join(answer.content.decode().split())


def rows_of(client: Client, key: str, name: str = "years") -> list[dict[str, str]]:
    answer = client.get(f"/benchmarks/{key}/{name}.csv")
    assert answer.status_code == 200
    return list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"))))


@pytest.mark.usefixtures("council")
def test_a_measure_is_shown_beside_the_neighbours_and_the_sum_of_all(signed_in: Client) -> None:
    page = told(signed_in, f"/benchmarks/{PLANS}")
    newest = {code: plans(code, 2026) / 10 for code in NAMES}
    england = sum(newest.values()) / len(newest)
    assert f"In January 2026 Ashmere had {newest[OWN]:.1f}, above Invented England&#x27;s {england:.1f}" in page
    assert f"2 neighbours {(newest['998'] + newest['997']) / 2:.1f} in the middle" in page
    assert "Place 1 of 4: 1st has the most plans per resident. In January 2024 it was 46.0." in page
    assert "No neighbour is above Ashmere in January 2026" in page
    for part in ("Download CSV", "Download workbook", "Save image", "Link to this figure", "How was this made?"):
        assert page.count(part) == 2
    assert "sums over sums of the authorities that publish both numbers, not averages" in page
    assert "EHC plans 2026, imported" in page


@pytest.mark.usefixtures("council")
def test_how_a_figure_was_made_leads_to_the_row_of_the_import(signed_in: Client) -> None:
    page = told(signed_in, f"/benchmarks/{PLANS}")
    assert "All plans ÷ residents aged 0 to 25 \N{MULTIPLICATION SIGN} 1,000." in page
    made = measure_page(PLANS)
    assert made is not None
    assert [(part.what, part.value) for part in made.parts] == [
        ("all plans, 2026", f"{plans(OWN, 2026):,.0f}"), ("residents aged 0 to 25, 2025", "10,000")
    ]  # fmt: skip
    assert all(part.row and part.import_id and part.file == "release.zip/data/caseload.csv" for part in made.parts)


@pytest.mark.usefixtures("council")
def test_a_figure_of_ours_that_is_not_published_is_said_to_be_and_is_never_nought(signed_in: Client) -> None:
    page = told(signed_in, f"/benchmarks/{TIMELY}")
    assert "Ashmere has no published figure for 2025: not available" in page
    assert "[x] not available" in page
    own = [row for row in rows_of(signed_in, TIMELY) if row["code"] == OWN]
    assert [(row["value"], row["mark"]) for row in own] == [("50.0", ""), ("50.0", ""), ("", "[x]")]
    assert own[-1]["why not published"] == "not available"


@pytest.mark.usefixtures("council")
def test_a_neighbour_whose_figure_is_withheld_keeps_its_mark_and_counts_in_no_median(signed_in: Client) -> None:
    found = of_measure(NEED)
    assert found is not None
    assert [near.authority.code for near in found.newest.neighbours] == ["998"]
    page = told(signed_in, f"/benchmarks/{NEED}")
    assert "[c] withheld by the publisher so that no child can be recognised" in page
    assert "1 of 2" in page
    umberley = next(row for row in rows_of(signed_in, NEED, "neighbours") if row["authority"] == "Umberley")
    assert (umberley["value"], umberley["mark"]) == ("", "[c]")


@pytest.mark.usefixtures("council")
def test_a_count_of_few_children_is_marked(signed_in: Client) -> None:
    assert "* rests on 1 to 5 children" in told(signed_in, "/benchmarks/setting_special_independent_share")


@pytest.mark.usefixtures("council")
def test_the_first_page_has_every_measure_with_a_figure_and_names_the_others(signed_in: Client) -> None:
    page = told(signed_in, "/benchmarks")
    assert "<h1>Ashmere beside its neighbours</h1>" in page
    for key in (PLANS, NEED, TIMELY):
        assert f'href="/benchmarks/{key}"' in page
    assert "Where Ashmere is above or below every neighbour" in page
    assert "Appeals to the tribunal" in page.split("Measures without figures")[1]
    assert 'href="/benchmarks/appeals_per_1000"' not in page


@pytest.mark.usefixtures("council")
def test_beside_real_authorities_no_invented_one_is_shown(signed_in: Client) -> None:
    sample_figures({"301": "Barking and Dagenham", "302": "Barnet"}, sha="f", release="EHC plans 2025")
    assert "Which authority is yours?" in told(signed_in, "/benchmarks")
    signed_in.post("/benchmarks/neighbours", {"own": "302", "do": "imported", "reason": "We are Barnet."})
    for address in ("/benchmarks", f"/benchmarks/{PLANS}", "/benchmarks/neighbours"):
        page = told(signed_in, address)
        assert "Barnet" in page
        assert "Invented" not in page
        assert "Wrenholme" not in page
    assert "England" in told(signed_in, f"/benchmarks/{PLANS}")
    assert {row["authority"] for row in rows_of(signed_in, PLANS)} <= {"Barnet", "England", "Eastmark"}


@pytest.mark.usefixtures("council")
def test_invented_figures_say_so_on_every_page_and_in_every_file(signed_in: Client) -> None:
    for address in ("/benchmarks", f"/benchmarks/{PLANS}"):
        assert "Invented figures." in told(signed_in, address)
    assert all(row["source"].startswith("Invented, in the form of: DfE") for row in rows_of(signed_in, PLANS))


def test_before_anything_is_imported_the_page_says_what_to_import_and_where_to_get_it(signed_in: Client) -> None:
    page = told(signed_in, "/benchmarks")
    assert "explore-education-statistics.service.gov.uk" in page
    assert 'href="/imports/new"' in page


def test_where_nothing_says_which_authority_is_ours_it_is_asked(signed_in: Client) -> None:
    sample_figures()
    assert "Which authority is yours?" in told(signed_in, "/benchmarks")
    signed_in.post("/benchmarks/neighbours", {"own": "997", "do": "imported", "reason": "We are Umberley."})
    assert "<h1>Umberley beside its neighbours</h1>" in told(signed_in, "/benchmarks")


@pytest.mark.usefixtures("council")
def test_a_person_chooses_the_neighbours_with_a_reason_that_is_kept(signed_in: Client) -> None:
    assert "invented for the demonstration, from statistical-neighbours.csv" in told(signed_in, f"/benchmarks/{PLANS}")
    choice = {"own": OWN, "neighbours": ["996"], "do": "chosen", "reason": "Members asked for Tarnwick."}
    assert signed_in.post("/benchmarks/neighbours", choice).status_code == 302
    page = told(signed_in, "/benchmarks")
    assert "<p>Tarnwick.</p>" in page
    assert "chosen by sam on" in page.lower()
    assert "Members asked for Tarnwick." in told(signed_in, "/benchmarks/neighbours")
    entry = latest(1)[0].entry
    assert (entry.who, entry.did, entry.kind, entry.ref) == ("sam", Did.CHANGED, "neighbours", OWN)
    back = {"own": OWN, "do": "imported", "reason": "Back to the department's list."}
    assert signed_in.post("/benchmarks/neighbours", back).status_code == 302
    assert "<p>Wrenholme, Umberley.</p>" in told(signed_in, "/benchmarks")
    assert [row.neighbours for row in ComparedWithRow.objects.order_by("pk")] == [["996"], []]


@pytest.mark.usefixtures("council")
@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"reason": ""}, "Say why"),
        ({"neighbours": []}, "Tick at least one authority"),
        ({"neighbours": [OWN]}, "not its own neighbour"),
        ({"neighbours": ["123"]}, "Select a valid choice"),
        ({"own": ""}, "Choose your authority"),
    ],
)
def test_a_choice_that_cannot_be_is_refused_and_nothing_is_kept(
    signed_in: Client, wrong: dict[str, object], said: str
) -> None:
    choice = {"own": OWN, "neighbours": ["996"], "do": "chosen", "reason": "Because."} | wrong
    answer = signed_in.post("/benchmarks/neighbours", choice)
    assert answer.status_code == 400
    assert said in answer.content.decode()
    assert not ComparedWithRow.objects.exists()


@pytest.mark.usefixtures("council")
def test_who_may_only_look_sees_no_form_and_may_not_choose(looking: Client, person: User) -> None:
    set_roles(person, {Role.AUDITOR})
    page = told(looking, "/benchmarks/neighbours")
    assert "To choose others takes the right to do so." in page
    assert '<form method="post" novalidate>' not in page
    assert looking.post("/benchmarks/neighbours", {"own": OWN}).status_code == 403


@pytest.mark.usefixtures("council")
def test_the_numbers_go_out_as_a_workbook_and_the_drawing_as_an_image(signed_in: Client) -> None:
    book = signed_in.get(f"/benchmarks/{PLANS}/neighbours.xlsx")
    sheet = openpyxl.load_workbook(io.BytesIO(book.content)).active
    assert [cell.value for cell in sheet[2]][:6] == ["January 2026", 2026, OWN, "Ashmere", "the council", 50.0]
    image = signed_in.get(f"/benchmarks/{PLANS}/years.svg")
    assert image.headers["Content-Type"] == "image/svg+xml"
    assert b"Ashmere 50.0" in image.content
    for address in (f"/benchmarks/{PLANS}/years.pdf", f"/benchmarks/{PLANS}/months.csv", "/benchmarks/zz/years.svg"):
        assert signed_in.get(address).status_code == 404


@pytest.mark.usefixtures("council")
def test_a_newer_import_shows_at_once(signed_in: Client) -> None:
    assert "<p>Wrenholme, Umberley.</p>" in told(signed_in, "/benchmarks")
    sample_neighbours("996")
    assert "<p>Tarnwick.</p>" in told(signed_in, "/benchmarks")


@pytest.mark.usefixtures("council")
def test_what_a_rule_of_published_files_found_is_told_in_its_words(signed_in: Client) -> None:
    run = ImportRun.objects.get(kind="published-release")
    FaultRow.objects.create(
        import_run=run,
        file="release.zip",
        rule="Q19",
        severity="check",
        advice="Of 2026: Umberley.",
        field="",
        value="",
    )
    page = told(signed_in, f"/imports/{run.pk}/faults/Q19")
    assert "Figures are not published" in page
    assert "Nothing is put in their place." in page


@pytest.mark.usefixtures("month")
def test_without_neighbours_the_council_is_set_beside_its_region_and_england_alone(signed_in: Client) -> None:
    sample_figures()
    page = told(signed_in, "/benchmarks")
    assert "There are none: none are imported and nobody has chosen any." in page
    assert "every neighbour" not in page
    assert "neighbours." not in page.split('class="lead">')[1].split("</p>")[0]
    made = measure_page(PLANS)
    assert made is not None
    assert made.in_year is None
    assert "Eastmark" in made.sentence
