"""What authors write cannot lie: typed figures, small counts, unexplained changes, exempt prices, each told by line."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.reports.sample_paper import WHY, sample_earlier, sample_facts

from highneeds.core import Fault
from highneeds.governance.papers.facts import SaidFigure, TextFile
from highneeds.governance.papers.field_class import EXEMPT_UNDER, FieldClass, Part, part_of
from highneeds.governance.papers.figures import PaperFigure, by_key
from highneeds.governance.papers.lint import RULES, Linted, lint
from highneeds.governance.papers.narrative import BlockNamed, explanations, filled, told, written
from highneeds.governance.papers.typed import typed_numbers
from highneeds.reports.papers.figures import figures_of
from highneeds.reports.papers.kinds import KINDS

FIGURES = figures_of(sample_facts())
SECTIONS = KINDS["committee"].section_keys


def faults(text: str, name: str = "purpose.md", **more: object) -> tuple[Fault, ...]:
    given: dict[str, object] = {
        "files": (TextFile(name, text), WHY),
        "figures": FIGURES,
        "sections": SECTIONS,
        "names": ("CFS 02", "KR 3", "D1"),
        "providers": ("Alderwick School",),
    }
    return lint(Linted(**(given | more)))  # type: ignore[arg-type] # fields by name


@pytest.mark.parametrize(
    "line",
    [
        "The block is £7.7m over.",
        "Spending rose by 5%.",
        "It costs £53,279 a year.",
        "There are 7,024 plans.",
        "We moved 64 children.",
        "Six children moved.",
        "It rose by twelve per cent.",
        "Half of requests were late.",
        "A third of plans are late.",
        "Requests have doubled.",
        "It is about two million pounds.",
        "Twenty-five schools answered.",
        "In 2026 children waited, 2030 plans in all.",
        "One in ten waits.",
        "We supported 2024 children.",
        "About \N{VULGAR FRACTION ONE HALF} of plans.",
        "It costs GBP115 a day.",
        "Costs are at level 5% of the block.",
    ],
)
def test_a_typed_figure_is_a_fault_in_digits_and_in_words(line: str) -> None:
    assert {fault.rule for fault in faults(line)} == {"L01"}


@pytest.mark.parametrize(
    "line",
    [
        "As at 31 October 2026, and again on 1 to 3 December 2026.",
        "In 2026-27 and 2027/28, from September 2027 to 2028.",
        "Children and Families Act 2014, section 42 and regulation 20(10); Schedule 12A, paragraph 3.",
        "Children in Year 9 and Years 10 and 11, Key Stage 2, and those post-16.",
        "Support for ages 0 to 25, and those aged 16 to 19.",
        "Risk CFS 02 and KR 3 wait on decision D1.",
        "1. The first of the six workstreams; two boards meet.",
        "(a) no one else, one another, one of the schools, first and second.",
        "The result lies inside the 8-in-10 range eight times in ten.",
        "Nothing changes before the last quarter.",
        "After COVID-19, in KS2, workstream WS3 and band 3, for the 0-25 service, 24/7.",
        "SI 2003/3146, the 2014 Act and the 2019 framework, in phase 2.",
        "Plans are due within {figure: final_plan_limit_weeks}.",
        "{figure: forecast_outturn} and {range: forecast_variance}.",
    ],
)
def test_dates_laws_school_years_and_names_are_no_figures(line: str) -> None:
    assert faults(line) == ()


@pytest.mark.parametrize(
    "line",
    ["It helped 3 children.", "Two young people moved.", "There are 4 autistic girls.", "A couple of children left."],
)
def test_a_typed_count_of_few_children_is_a_fault_of_its_own(line: str) -> None:
    (found,) = faults(line)
    assert found.rule == "L02"
    assert "fewer than five" in found.advice


def test_every_fault_names_its_file_its_line_and_how_to_mend_it_and_all_are_told_at_once() -> None:
    text = "Good words.\n\nThe block is £7.7m over.\nSee {figure: forecast_outtrun}.\n## Heading\n{figure forecast}\n"
    found = faults(text)
    assert [(fault.file, fault.row, fault.rule) for fault in found] == [
        ("purpose.md", 3, "L01"),
        ("purpose.md", 4, "L03"),
        ("purpose.md", 5, "L09"),
        ("purpose.md", 6, "L10"),
    ]
    assert "forecast_outturn" in found[1].advice
    assert all(fault.advice.startswith(RULES[fault.rule]) for fault in found)


def test_a_figure_of_few_children_may_not_be_named_in_public() -> None:
    few = PaperFigure("moved", "Children moved", "[c]", "2026-27", "headcount", "s", children=3)
    found = faults("It helped {figure: moved} children.", figures=by_key((*FIGURES.values(), few)))
    assert [fault.rule for fault in found] == ["L04"]


def test_a_providers_price_is_a_fault_in_public_and_none_in_the_exempt_part() -> None:
    token = "It asks {figure: provider_price_alderwick_school}."
    assert [fault.rule for fault in faults(token)] == ["L06"]
    assert faults(token, name="exempt-purpose.md") == ()


def test_a_provider_may_not_stand_beside_money_in_public() -> None:
    named = "Alderwick School is paid {figure: independent_cost}."
    assert [fault.rule for fault in faults(named)] == ["L07"]
    assert faults("Alderwick School teaches {figure: independent_children} children.") == ()


def test_a_headline_that_differs_from_the_last_paper_must_be_explained() -> None:
    earlier = sample_earlier()
    found = lint(Linted((), FIGURES, SECTIONS, earlier))
    assert [(fault.rule, fault.value) for fault in found] == [("L05", "forecast_outturn"), ("L05", "children_now")]
    assert "£120.3m" in found[0].advice
    assert lint(Linted((WHY,), FIGURES, SECTIONS, earlier)) == ()


def test_a_figure_that_words_name_must_be_explained_too_at_the_line_that_names_it() -> None:
    said = SaidFigure("placements_forecast", "Placements", "£1.0m", FIGURES["placements_forecast"].about)
    earlier = sample_earlier(figures=(said,))
    (found,) = faults("Words.\nIt costs {figure: placements_forecast}.", earlier=earlier)
    assert (found.rule, found.row) == ("L05", 2)
    assert "restated" in found.advice, "the same period and day, so that one of the two papers was wrong"


def test_an_explanation_is_linted_as_all_words_are() -> None:
    (found,) = lint(Linted((TextFile("changes.md", "forecast_outturn: 153 more plans"),), FIGURES, SECTIONS))
    assert (found.file, found.rule, found.value) == ("changes.md", "L01", "153")


def test_a_text_for_no_section_and_a_range_of_what_has_none_are_faults() -> None:
    assert [fault.rule for fault in faults("Words.", name="porpoise.md")] == ["L08"]
    assert [fault.rule for fault in faults("{range: block_budget}")] == ["L11"]


def test_every_rule_of_the_lint_is_shown_by_a_test_here() -> None:
    text = Path(__file__).read_text(encoding="utf-8")
    assert [rule for rule in RULES if f'"{rule}"' not in text] == []


def test_points_are_lettered_and_paragraphs_parted_by_blank_lines() -> None:
    text = "One\nline.\n\n- first\n- second\n  goes on\n\nLast."
    assert [(one.text, one.is_point, one.line) for one in written(text)] == [
        ("One line.", False, 1),
        ("first", True, 4),
        ("second goes on", True, 5),
        ("Last.", False, 8),
    ]
    read = told((TextFile("purpose.md", text),), "purpose", Part.PUBLIC, FIGURES)
    assert read.paragraphs == ("One line.", "Last.")
    assert read.points == ("first", "second goes on")


def test_a_token_is_read_as_its_figure_and_nothing_else() -> None:
    assert filled("{figure:children_now} and { range : forecast_variance }", FIGURES) == "7,024 and £4.4m to £8.3m over"
    with pytest.raises(KeyError):
        filled("{figure: nothing}", FIGURES)
    assert explanations((WHY,))["forecast_outturn"] == "more children came"


def test_every_class_of_field_has_its_part_and_what_is_exempt_its_paragraph() -> None:
    assert {one for one in FieldClass if part_of(one) is Part.EXEMPT} == set(EXEMPT_UNDER)
    assert all("paragraph" in words for words in EXEMPT_UNDER.values())


def test_two_figures_of_one_key_are_refused() -> None:
    one = next(iter(FIGURES.values()))
    with pytest.raises(ValueError, match="two figures"):
        by_key((one, one))


def test_a_name_is_only_a_name_whole() -> None:
    assert [typed.text for typed in typed_numbers("CFS 021 is none", ("CFS 02",))] == ["021"]


def test_a_table_is_asked_for_by_name_alone_in_its_paragraph_and_once() -> None:
    known = {"blocks": ("months", "earlier")}
    assert faults("Before.\n\n{block: months}\n\nAfter.", **known) == ()
    for text, said in (
        ("{block: monts}", "There are months"),
        ("{block: bridge}", "There are months, earlier"),
        ("See {block: months}.", "in a paragraph of its own"),
        ("- {block: months}", "in a paragraph of its own"),
        ("{block: months}\n\n{block: months}", "take one of the two out"),
    ):
        (fault,) = faults(text, **known)
        assert fault.rule == "L12"
        assert said in fault.advice
    (fault,) = faults("{block: months}")
    assert "There is none." in fault.advice


def test_what_was_added_from_pages_stands_after_what_the_author_wrote() -> None:
    files = (
        TextFile("purpose.added.md", "{block: months}\n\n- added\n\nLast."),
        TextFile("purpose.md", "First.\n\n- written"),
        TextFile("changes.added.md", "block_budget: later"),
        TextFile("changes.md", "block_budget: sooner"),
    )
    read = told(files, "purpose", Part.PUBLIC, FIGURES)
    assert read.paragraphs == ("First.",)
    assert read.points == ("written", "added")
    assert read.after == (BlockNamed("months"), "Last.")
    assert explanations(files) == {"block_budget": "later"}
    assert not faults("block_budget: why it differs", "changes.added.md")
