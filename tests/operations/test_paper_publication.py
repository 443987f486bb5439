"""A paper from draft to the register: linted, frozen, signed off by other people, and held against by the next."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from tests.reports.sample_month import sample_month
from tests.reports.sample_paper import sample_earlier, sample_programme
from typer.testing import CliRunner

from highneeds.cli.paper_command import paper as paper_command
from highneeds.core.errors import Refusal
from highneeds.governance.papers.published import PublishedPaper, SumShown
from highneeds.governance.sign_off import Act, State
from highneeds.operations.boards import read_boards
from highneeds.operations.paper_sign_off import act_on, publish, register_lines, submit
from highneeds.operations.programme_papers import draft_or_refuse, lint_paper, make_paper, read_earlier, write_texts
from highneeds.operations.risks import read_register
from highneeds.store.kept_records import IN_USE, keep_record, records
from highneeds.store.months import save_month
from highneeds.store.record_json import from_json, to_json

EXAMPLES = Path(__file__).resolve().parents[2] / "docs/examples"
BLOCK = EXAMPLES / "block.toml"
REF = "committee-2026-11-27"


@pytest.fixture
def council(db: None, tmp_path: Path) -> Path:  # noqa: ARG001 - the fixture opens the database
    """A month, boards, a register and a programme's run; gives the folder of the authors' texts."""
    save_month(sample_month())
    read_boards(EXAMPLES / "boards.toml")
    read_register(EXAMPLES / "risks.toml")
    keep_record("programme", IN_USE, sample_programme())
    folder = tmp_path / "texts"
    write_texts("committee", folder)
    return folder


def _approved(folder: Path) -> None:
    make_paper("committee", narrative=folder, block=BLOCK)
    submit(REF, by="Ada")
    act_on(REF, Act.APPROVE, by="Bea")
    act_on(REF, Act.APPROVE, by="Dan")


def test_a_paper_goes_from_draft_to_the_register_by_people_who_did_not_write_it(council: Path) -> None:
    made, is_new = make_paper("committee", narrative=council, block=BLOCK)
    assert is_new
    assert made.facts.ref == REF, "the committee's next meeting, as the boards' file has it"
    assert submit(REF, by="Ada").state is State.SUBMITTED
    with pytest.raises(Refusal, match="nobody signs off their own work"):
        act_on(REF, Act.APPROVE, by=" ada ")
    with pytest.raises(Refusal, match="to publish it is not possible now"):
        publish(REF, by="Cy")
    assert act_on(REF, Act.APPROVE, by="Bea").state is State.SUBMITTED, "what the public reads needs two"
    with pytest.raises(Refusal, match="approved the paper"):
        act_on(REF, Act.APPROVE, by="Bea")
    assert act_on(REF, Act.APPROVE, by="Dan").state is State.APPROVED
    _, after = publish(REF, by="Cy")
    assert after.state is State.PUBLISHED
    (kept,) = records("published", PublishedPaper)
    assert kept.approved_by == ("Bea", "Dan")
    assert kept.paper.content == made.content
    assert dict(kept.shown)["children with a plan · all plans · 2026-10-31"] == 7_024
    assert any("published" in line for line in register_lines())


def test_a_change_after_approval_takes_it_away_and_is_told(council: Path) -> None:
    _approved(council)
    (council / "purpose.md").write_text("Another purpose.", encoding="utf-8")
    made, is_new = make_paper("committee", narrative=council, block=BLOCK)
    assert is_new
    assert made.facts.moved == ("purpose.md",)
    with pytest.raises(Refusal, match="changed after it was submitted"):
        publish(REF, by="Cy")
    assert submit(REF, by="Eve").state is State.SUBMITTED
    with pytest.raises(Refusal, match="nobody signs off their own work"):
        act_on(REF, Act.APPROVE, by="Eve")


def test_the_same_facts_are_the_same_draft_and_a_changed_input_is_named(council: Path) -> None:
    first, _ = make_paper("committee", narrative=council, block=BLOCK)
    again, is_new = make_paper("committee", narrative=council, block=BLOCK)
    assert not is_new
    assert again.content == first.content
    keep_record("programme", IN_USE, replace(sample_programme(), seed=7))
    changed, is_new = make_paper("committee", narrative=council, block=BLOCK)
    assert is_new
    assert changed.facts.moved == ("the programme's run or ledger",)
    assert draft_or_refuse(REF).facts == changed.facts
    assert from_json(type(changed.facts), to_json(changed.facts)) == changed.facts


def test_a_paper_that_would_lie_is_not_made_and_every_fault_is_told(council: Path) -> None:
    (council / "purpose.md").write_text("It is £6.2m over.\n\nIt helped 3 children.", encoding="utf-8")
    with pytest.raises(Refusal, match=r"(?s)purpose.md, row 1: .*L01.*purpose.md, row 3: .*L02"):
        make_paper("committee", narrative=council, block=BLOCK)
    with pytest.raises(Refusal, match="no paper"):
        draft_or_refuse(REF)


def test_the_next_paper_is_held_against_the_one_published(council: Path) -> None:
    _approved(council)
    publish(REF, by="Cy")
    later = date(2027, 1, 29)
    same, faults = lint_paper("committee", narrative=council, meeting=later, block=BLOCK)
    assert same.facts.earlier is not None
    assert same.facts.earlier.ref == REF
    assert faults == (), "nothing differs"
    figures = tuple(
        replace(figure, value=7_030.0) if figure.key == "children_now" else figure for figure in sample_month().figures
    )
    save_month(replace(sample_month(), figures=figures))
    _, faults = lint_paper("committee", narrative=council, meeting=later, block=BLOCK)
    assert [fault.rule for fault in faults] == ["L05"]
    assert "restated 7,030" in faults[0].advice
    assert {one.ref for one in same.facts.earlier.commitments} == {"A1", "A2"}, "what was done is no commitment"


def test_few_children_that_two_papers_would_give_away_are_withheld_in_the_second(council: Path) -> None:
    _approved(council)
    publish(REF, by="Cy")
    rows = list(sample_month().settings)
    rows[6] = replace(rows[6], children_now=rows[6].children_now - 3)
    rows[5] = replace(rows[5], children_now=3, setting="A new row of few")
    save_month(replace(sample_month(), settings=tuple(rows)))
    made, _ = lint_paper("committee", narrative=council, meeting=date(2027, 1, 29), block=BLOCK)
    assert "children with a plan · A new row of few · 2026-10-31" in made.hidden
    assert len(made.hidden) > 1
    assert made.leaks() == ()


def test_an_earlier_paper_typed_from_paper_is_what_the_first_is_held_against(council: Path) -> None:
    read = read_earlier(EXAMPLES / "earlier-paper.toml")
    assert read.ref == "committee-2026-09-18"
    _, faults = lint_paper("committee", narrative=council, block=BLOCK)
    assert {fault.value for fault in faults} == {"forecast_outturn", "children_now", "independent_children"}
    spoilt = council / "earlier.toml"
    spoilt.write_text('ref = "x"\n[[figure]]\nkey = "a"\n', encoding="utf-8")
    with pytest.raises(Refusal, match=r"(?s)Nothing was kept.*N02"):
        read_earlier(spoilt)


def test_every_step_is_a_command(council: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"

    def run(*words: str) -> str:
        done = CliRunner().invoke(paper_command, list(words), catch_exceptions=False)
        assert done.exit_code == 0, done.output
        return done.output

    options = ("--narrative", str(council), "--file", str(BLOCK))
    assert "no fault" in run("lint", "committee", *options)
    assert "{figure: forecast_variance}" in run("figures", "--file", str(BLOCK))
    assert "a new draft" in run("committee", "--out", str(out), *options)
    assert {path.name for path in out.iterdir()} == {f"{REF}.pdf", f"{REF}.docx"}
    first = (out / f"{REF}.pdf").read_bytes()
    assert "1 more to approve" in run("submit", REF, "--by", "Ada").replace("2 more", "1 more")
    run("return", REF, "--by", "Bea", "--why", "say what it means for schools")
    run("submit", REF, "--by", "Ada")
    run("approve", REF, "--by", "Bea")
    run("approve", REF, "--by", "Dan")
    run("publish", REF, "--by", "Cy", "--out", str(out / "published"))
    assert (out / "published" / f"{REF}.pdf").read_bytes() == first
    assert "approve by Dan" in run("list")
    run("template", str(out / "template.docx"))
    with pytest.raises(Refusal, match=r"november.odt: a paper can be written as"):
        run("november.odt")  # a file's name alone still asks for the month's paper


def test_what_was_approved_is_published_to_the_byte_or_not_at_all(council: Path) -> None:
    _approved(council)
    approved = draft_or_refuse(REF)
    make_paper("forum", narrative=None, block=BLOCK)
    assert draft_or_refuse(REF).parts == approved.parts, "another paper changes nothing of it"
    after, _ = publish(REF, by="Cy")
    assert after.parts == approved.parts


def test_a_leak_planted_between_approval_and_publication_stops_it_and_making_it_again_is_refused_too(
    council: Path,
) -> None:
    rows = list(sample_month().settings)
    rows[6], rows[5] = replace(rows[6], children_now=3), replace(rows[5], children_now=rows[5].children_now + 11)
    save_month(replace(sample_month(), settings=tuple(rows)))
    _approved(council)
    paper = draft_or_refuse(REF)
    few = "children with a plan · Other, including direct payments · 2026-10-31"
    beside = next(place for place in paper.hidden if place != few)
    total = SumShown("a table of two rows", (few, beside))
    shown = ((total.total, 3 + paper.pack.counts[beside]), (beside, paper.pack.counts[beside]))
    planted = PublishedPaper(sample_earlier(ref="forum-x", kind="forum"), True, shown, (few,), (total,), "Cy", ("Dan",))  # noqa: FBT003 - a public paper
    keep_record("published", "forum-x", planted)
    with pytest.raises(Refusal, match=r"(?s)not published.*Other, including direct payments.*that it is 3"):
        publish(REF, by="Cy")
    assert [one.paper.ref for one in records("published", PublishedPaper)] == ["forum-x"], "nothing is half done"
    with pytest.raises(Refusal, match="cannot be published beside those before it"):
        make_paper("committee", narrative=council, block=BLOCK)
