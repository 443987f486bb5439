"""From a figure block into a draft: the number is the snapshot's own, and whoever adds it approves nothing."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from html import unescape

import pytest
from django.contrib.auth.models import User
from django.test import Client
from tests.reports.sample_month import sample_month
from tests.web.sample_figures import OWN, plans, sample_figures, sample_neighbours
from tests.web.sample_papers import BLOCK, REF, sample_draft

from highneeds.core import SnapshotId
from highneeds.governance.papers.facts import EarlierPaper, PaperFacts, SaidFigure
from highneeds.governance.record import MonthRecord
from highneeds.governance.rights import Role
from highneeds.governance.sign_off import Act
from highneeds.operations.drafts_page import draft_page, sign
from highneeds.operations.paper_blocks import BLOCKS
from highneeds.operations.paper_sign_off import papers_on_their_way
from highneeds.operations.programme_papers import draft_or_refuse, make_paper
from highneeds.store.kept_records import keep_record
from highneeds.store.months import save_month
from highneeds.store.roles import set_roles

DRAFT = f"/papers/drafts/{REF}"
INTO = f"/papers/add?figure=average_cost_forecast&paper={REF}"
NEWER = 1_700_000


@pytest.fixture
def drafted(governed: MonthRecord) -> MonthRecord:
    sample_draft()
    return governed


def as_(name: str, role: Role) -> Client:
    user, _ = User.objects.get_or_create(username=name)
    set_roles(user, {role})
    client = Client()
    client.force_login(user)
    return client


def seen(client: Client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200
    return unescape(answer.content.decode()).partition("<main")[2]


def post(client: Client, address: str, **said: str) -> str:
    """What the page says when it is refused; nothing when it is done."""
    given = {"seen": draft_or_refuse(REF).content, "section": "purpose"} | said
    answer = client.post(address, given)
    assert answer.status_code in {302, 400}, answer.status_code
    return "" if answer.status_code == 302 else unescape(answer.content.decode()).partition("<main")[2]


def read_in(section: str, ref: str = REF) -> list[str]:
    """The words of a section of the public part, as they are read."""
    page = draft_page(ref)
    assert page is not None
    assert page.public is not None
    found = next((one for one in page.public.sections if one.key == section), None)
    return [] if found is None else [said for item in found.items for said in (item.text, *item.texts) if said]


def newer_month() -> MonthRecord:
    """A month after the draft was made, in which a place costs more on average."""
    month = sample_month()
    figures = tuple(
        replace(one, value=float(NEWER)) if one.key == "average_cost_forecast" else one for one in month.figures
    )
    newer = replace(month, figures=figures, snapshot=SnapshotId("snap-newer"))
    save_month(newer)
    return newer


def test_a_figure_goes_from_its_page_into_a_section_as_a_token_of_the_snapshot(drafted: MonthRecord) -> None:
    ada = as_("ada", Role.PROGRAMME_MANAGER)
    assert '/papers/add?figure=average_cost_forecast"' in seen(ada, "/figures/average_cost_forecast")
    assert f"paper={REF}" in seen(ada, "/papers/add?figure=average_cost_forecast")
    offered = seen(ada, INTO)
    assert str(drafted.snapshot) in offered
    assert "The same in both." in offered
    assert "{figure: average_cost_forecast}" in offered
    words = "A placement costs *{figure: average_cost_forecast}* a year."
    assert post(ada, INTO, words=words) == ""
    assert words in {one.text for one in draft_or_refuse(REF).facts.narrative if one.name == "purpose.added.md"}
    figure = draft_or_refuse(REF).figures["average_cost_forecast"]
    assert read_in("purpose")[-1] == f"A placement costs *{figure.text}* a year."
    assert f"A placement costs <b>{figure.text}</b> a year." in seen(ada, f"{DRAFT}")


def test_whoever_adds_something_is_an_author_and_approves_nothing(drafted: MonthRecord) -> None:
    assert drafted.draws
    bea = as_("bea", Role.FINANCE_PARTNER)
    assert post(bea, INTO, words="It costs {figure: average_cost_forecast}.") == ""
    assert "Added to: Purpose" in seen(bea, DRAFT)
    sign(REF, Act.SUBMIT, by="ada")
    refused = bea.post(f"{DRAFT}/judge", {"act": "approve"}).content.decode()
    assert "nobody signs off their own work" in refused
    page = draft_page(REF)
    assert page is not None
    assert set(page.authors) == {"bea", "ada"}, "who submits what another person wrote answers for it too"


def test_a_number_that_is_typed_or_not_in_the_paper_is_refused_and_nothing_is_kept(drafted: MonthRecord) -> None:
    assert drafted.draws
    ada = as_("ada", Role.PROGRAMME_MANAGER)
    before = draft_or_refuse(REF).content
    for words, said in (
        ("It costs 17,000 pounds.", "A figure is typed"),
        ("It costs {figure: nothing}.", "There is no such figure"),
        ("It costs {figure: provider_price_a}.", "There is no such figure"),
        ("See {block: months} here.", "paragraph of its own"),
        ("{block: bridge}", "The table cannot be put in here"),
        ("{block: months}\n\n{block: months}", "A text has it already"),
        ("", "write some words, or put in the table"),
    ):
        assert said in post(ada, INTO, words=words), words
    assert "Choose a section" in post(ada, INTO, words="All is well.", section="")
    assert draft_or_refuse(REF).content == before
    assert "Added from pages" not in seen(ada, DRAFT)


def test_a_value_that_differs_from_the_paper_s_snapshot_is_told_and_the_snapshot_s_goes_in(
    drafted: MonthRecord,
) -> None:
    was = draft_or_refuse(REF).figures["average_cost_forecast"].text
    newer_month()
    ada = as_("ada", Role.PROGRAMME_MANAGER)
    told = seen(ada, INTO)
    assert "The pages show a newer month." in told
    assert f"The page says otherwise now. The paper will say {was}, as its snapshot does." in told
    assert "£17,000" in told
    assert post(ada, INTO, words="It costs {figure: average_cost_forecast}.") == ""
    assert read_in("purpose")[-1] == f"It costs {was}."
    assert draft_or_refuse(REF).facts.month.snapshot == drafted.snapshot


def test_what_was_added_stays_when_the_paper_is_made_again_and_says_the_new_snapshot_s_number(
    drafted: MonthRecord,
) -> None:
    assert drafted.draws
    ada = as_("ada", Role.PROGRAMME_MANAGER)
    assert post(ada, INTO, words="It costs {figure: average_cost_forecast}.") == ""
    newer_month()
    make_paper("committee", narrative=None, block=BLOCK)
    assert read_in("purpose")[-1] == "It costs £17,000."


def test_a_figure_that_the_snapshot_does_not_have_says_which_has_it(drafted: MonthRecord) -> None:
    facts = draft_or_refuse(REF).facts
    few = tuple(one for one in facts.month.figures if one.key != "held_rows")
    old = replace(facts, month=replace(facts.month, figures=few), narrative=())
    keep_record("draft", REF, old)
    ada = as_("ada", Role.PROGRAMME_MANAGER)
    told = seen(ada, f"/papers/add?figure=held_rows&paper={REF}")
    assert "It is not in this paper's snapshot. What has it:" in told
    assert drafted.figure("held_rows").source in told
    assert "Nothing of it can be added to this paper." in told


def test_a_table_goes_in_whole_where_the_paper_does_not_have_it_yet(drafted: MonthRecord) -> None:
    assert drafted.draws
    ada = as_("ada", Role.PROGRAMME_MANAGER)
    assert 'href="/papers/add?block=bridge"' in seen(ada, "/overview")
    assert "stands in this paper already" in seen(ada, f"/papers/add?block=bridge&paper={REF}")
    months = f"/papers/add?block=months&paper={REF}"
    assert post(ada, months, section="outturn", puts="table") == ""
    page = draft_page(REF)
    assert page is not None
    assert page.public is not None
    outturn = next(one for one in page.public.sections if one.key == "outturn")
    drawn = [item for item in outturn.items if item.kind == "table" and item.wide]
    assert len(drawn) == 2
    assert ada.get(f"{DRAFT}/file/docx").status_code == 200
    assert ada.get(f"{DRAFT}/file/pdf").status_code == 200
    assert "The table: Spending by month" in seen(ada, DRAFT)
    assert "stands in this paper already" in seen(ada, months)


def test_every_block_of_a_page_can_be_offered_to_every_draft(drafted: MonthRecord) -> None:
    assert drafted.draws
    make_paper("board", narrative=None, block=BLOCK)
    make_paper("member", narrative=None, block=BLOCK)
    ada = as_("ada", Role.PROGRAMME_MANAGER)
    refs = [one.ref for one in _drafts()]
    assert len(refs) == 3
    for block in BLOCKS:
        for ref in refs:
            assert BLOCKS[block].title in seen(ada, f"/papers/add?block={block}&paper={ref}")


def _drafts() -> tuple[PaperFacts, ...]:
    return tuple(facts for facts, _ in papers_on_their_way())


def test_a_benchmark_goes_into_a_paper_as_the_release_that_the_paper_was_made_from_has_it(drafted: MonthRecord) -> None:
    assert drafted.draws
    ada = as_("ada", Role.PROGRAMME_MANAGER)
    sample_figures()
    sample_neighbours("998", "997")
    query = "&".join(f"figure=benchmark_{of}plans_per_1000_to_25" for of in ("", "of_all_", "of_neighbours_"))
    assert f'href="/papers/add?{query}"' in seen(ada, "/benchmarks/plans_per_1000_to_25")
    older = seen(ada, f"/papers/add?{query}&paper={REF}")
    assert "It is not in this paper's snapshot. What has it: EHC plans 2026." in older
    make_paper("committee", narrative=None, block=BLOCK)
    page = ada.get(f"/papers/add?{query}&paper={REF}")
    offered = page.context["page"].words
    assert page.context["page"].wanted.title.endswith(", Ashmere, and 2 figures beside it")
    assert offered.startswith("In January 2026. Plans for each 1,000 residents")
    assert post(ada, f"/papers/add?{query}&paper={REF}", words=offered) == ""
    own = plans(OWN, 2026) / 10
    assert f", Ashmere: *{own:.1f}*" in read_in("purpose")[-1]
    assert ", Invented England: *47.0*" in read_in("purpose")[-1]


def test_a_measure_that_is_not_published_has_no_way_to_papers(drafted: MonthRecord) -> None:
    assert drafted.draws
    sample_figures()
    sample_neighbours("998", "997")
    ada = as_("ada", Role.PROGRAMME_MANAGER)
    assert "/papers/add" not in seen(ada, "/benchmarks/within_20_weeks_all")
    assert ada.get("/papers/add?figure=benchmark_within_20_weeks_all").status_code == 404


def test_few_children_and_prices_of_providers_are_offered_to_nobody(drafted: MonthRecord) -> None:
    facts = draft_or_refuse(REF).facts
    figures = tuple(
        replace(one, value=3.0) if one.key == "independent_children" else one for one in facts.month.figures
    )
    few = replace(facts, month=replace(facts.month, figures=figures), narrative=())
    keep_record("draft", REF, few)
    save_month(few.month)
    ada = as_("ada", Role.PROGRAMME_MANAGER)
    told = seen(ada, f"/papers/add?figure=independent_children&paper={REF}")
    assert "Withheld: a reader could know who the children are." in told
    assert "Nothing of it can be added to this paper." in told
    assert "counts fewer than five children" in post(ada, INTO, words="There are {figure: independent_children}.")
    exempt = [key for key, one in draft_or_refuse(REF).figures.items() if one.part == "B"]
    for key in [*exempt, "nothing"]:
        assert ada.get(f"/papers/add?figure={key}").status_code == 404
    assert drafted.draws


def test_a_figure_that_the_last_paper_said_otherwise_goes_in_with_a_reason_alone(drafted: MonthRecord) -> None:
    facts = draft_or_refuse(REF).facts
    figure = draft_or_refuse(REF).figures["average_cost_forecast"]
    said = SaidFigure(figure.key, figure.label, "£9,999", "2025-26")
    day = drafted.as_at - timedelta(days=60)
    earlier = EarlierPaper("last", "committee", "The last paper", day, day, "", (said,), (), "entered")
    keep_record("draft", REF, replace(facts, earlier=earlier))
    ada = as_("ada", Role.PROGRAMME_MANAGER)
    assert f"It was £9,999 in the paper of 1 September 2026, and is {figure.text}." in seen(ada, INTO)
    words = "It costs {figure: average_cost_forecast}."
    assert "The figure differs from the last paper and nothing says why" in post(ada, INTO, words=words)
    assert post(ada, INTO, words=words, why_average_cost_forecast="Uplifts  of September.") == ""
    (why,) = [one for one in draft_or_refuse(REF).facts.narrative if one.name == "changes.added.md"]
    assert why.text == "average_cost_forecast: Uplifts of September."
    assert "Uplifts of September." in read_changes()
    assert "It was £9,999" not in seen(ada, INTO), "nobody is asked twice"
    assert post(ada, INTO, words="Once more {figure: average_cost_forecast}.") == ""


def read_changes() -> str:
    """The table of what changed since the last paper, as it is read."""
    page = draft_page(REF)
    assert page is not None
    assert page.public is not None
    found = next(one for one in page.public.sections if one.key == "changed")
    return " ".join(
        cell for item in found.items if item.table is not None for row in item.table.rows for cell, _ in row
    )


def test_a_paper_that_was_submitted_is_no_draft_and_the_page_says_the_way_out(drafted: MonthRecord) -> None:
    assert drafted.draws
    sign(REF, Act.SUBMIT, by="dan")
    ada = as_("ada", Role.PROGRAMME_MANAGER)
    told = seen(ada, "/papers/add?figure=average_cost_forecast")
    assert "ask one who may approve it to return it" in told
    assert f"paper={REF}" not in told
    refused = ada.get(INTO)
    assert refused.status_code == 400
    assert "ask one who may approve it to return it" in refused.content.decode()
    place = {"file": "purpose.added.md", "place": "0", "seen": draft_or_refuse(REF).content}
    assert ada.post(f"{DRAFT}/take-out", place).status_code == 400


def test_two_people_do_not_write_over_one_another(drafted: MonthRecord) -> None:
    assert drafted.draws
    ada, bea = as_("ada", Role.PROGRAMME_MANAGER), as_("bea", Role.FINANCE_PARTNER)
    old = draft_or_refuse(REF).content
    assert post(ada, INTO, words="It costs {figure: average_cost_forecast}.") == ""
    told = post(bea, INTO, words="It is {figure: forecast_outturn}.", seen=old)
    assert "Another person has changed the paper since you saw it." in told
    assert "It is {figure: forecast_outturn}." in told, "what was written is not lost"
    assert post(bea, INTO, words="It is {figure: forecast_outturn}.") == ""
    assert len(read_in("purpose")) == 3


def test_what_was_added_is_taken_out_again(drafted: MonthRecord) -> None:
    assert drafted.draws
    ada = as_("ada", Role.PROGRAMME_MANAGER)
    before = read_in("purpose")
    for key in ("average_cost_forecast", "forecast_outturn"):
        assert post(ada, INTO, words=f"It is {{figure: {key}}}.") == ""
    assert len(read_in("purpose")) == len(before) + 2
    for left in (1, 0):
        place = {"file": "purpose.added.md", "place": "0", "seen": draft_or_refuse(REF).content}
        assert ada.post(f"{DRAFT}/take-out", place).status_code == 302
        assert len(read_in("purpose")) == len(before) + left
    place = {"file": "purpose.added.md", "place": "0", "seen": draft_or_refuse(REF).content}
    assert "is not in the paper any more" in ada.post(f"{DRAFT}/take-out", place).content.decode()
    assert "Added from pages" not in seen(ada, DRAFT)
    assert "Taken out of: Purpose" in seen(ada, DRAFT)


def test_points_follow_the_points_of_the_section_and_words_stand_after_them(drafted: MonthRecord) -> None:
    assert drafted.draws
    ada = as_("ada", Role.PROGRAMME_MANAGER)
    points = "- *note* the average cost, {figure: average_cost_forecast}\n\nIt is what a year costs."
    assert post(ada, INTO, section="recommendations", words=points) == ""
    said = read_in("recommendations")
    assert said[0].startswith("The Committee is asked to")
    assert said[-2].startswith("*note* the average cost, £")
    assert said[-1] == "It is what a year costs."


def test_a_paper_is_begun_from_the_page_once_and_its_beginner_is_its_author(drafted: MonthRecord) -> None:
    assert drafted.draws
    ada = as_("ada", Role.PROGRAMME_MANAGER)
    begun = ada.post("/papers/add?block=bridge", {"kind": "board"})
    assert begun.status_code == 302
    assert begun["Location"].startswith("/papers/add?block=bridge&paper=board-")
    ref = begun["Location"].rpartition("=")[2]
    assert "What goes in, and where" in seen(ada, begun["Location"])
    page = draft_page(ref)
    assert page is not None
    assert page.authors == ("ada",)
    again = ada.post("/papers/add?block=bridge", {"kind": "board"})
    assert again.status_code == 400
    assert ada.post("/papers/add?block=bridge", {"kind": ""}).status_code == 400


def test_nothing_is_offered_to_those_who_write_no_papers(drafted: MonthRecord) -> None:
    assert drafted.draws
    pat = as_("pat", Role.PLACE_PLANNER)
    for address in ("/overview", "/programme", "/risks", "/figures/forecast_outturn", "/decisions", "/past-forecasts"):
        assert "/papers/add" not in seen(pat, address)
    assert pat.get(INTO).status_code == 403
    assert "/papers/add" not in seen(as_("ada", Role.PROGRAMME_MANAGER), "/scenarios"), "papers hold no scenario"
    assert pat.post(f"{DRAFT}/take-out", {}).status_code == 403


@pytest.mark.parametrize(
    ("address", "asked"),
    [
        ("/overview", ("block=bridge", "block=fan", "block=months", "block=children")),
        ("/past-forecasts", ("block=earlier",)),
        ("/programme", ("block=targets", "block=saved", "block=progress")),
        ("/programme/measures/ip1", ("figure=saving_promised_ip1_2026_27&figure=saving_evidenced_ip1_2026_27",)),
        ("/risks", ("block=risks",)),
        ("/risks/cfs-02", ("figure=risk_score_cfs_02",)),
        ("/decisions", ("block=decisions", "block=actions")),
        ("/figures/children_now", ("figure=children_now",)),
    ],
)
def test_the_figure_blocks_of_a_page_lead_to_papers(drafted: MonthRecord, address: str, asked: tuple[str, ...]) -> None:
    assert drafted.draws
    ada = as_("ada", Role.PROGRAMME_MANAGER)
    page = seen(ada, address)
    for query in asked:
        assert f'href="/papers/add?{query}"' in page
        assert ada.get(f"/papers/add?{query}&paper={REF}").status_code == 200
