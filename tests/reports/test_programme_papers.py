"""Papers of the programme: headings a member knows, numbers that are the facts', parts by class, the same bytes."""

from __future__ import annotations

import io
import json
import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import docx
import pypdf
import pytest
from tests.reports.sample_month import sample_month
from tests.reports.sample_paper import WHY, line, sample_earlier, sample_facts, sample_programme, with_text

from highneeds.core.errors import Refusal
from highneeds.forecast.benchmarking import MEASURES
from highneeds.governance.papers.evidenced import withheld_kinds, withheld_measures
from highneeds.governance.papers.facts import BenchmarkFacts, PaperFacts, SaidFigure
from highneeds.governance.papers.field_class import FieldClass, Part, part_of
from highneeds.operations.programme_papers import default_texts, texts_of
from highneeds.reports import children
from highneeds.reports.hidden_content import hidden_in
from highneeds.reports.papers import pdf as pdf_module
from highneeds.reports.papers.charts import savings_chart
from highneeds.reports.papers.compose import Composed, compose
from highneeds.reports.papers.context import Context
from highneeds.reports.papers.docx import default_template, document_docx
from highneeds.reports.papers.figures import figures_of
from highneeds.reports.papers.gate import held_back
from highneeds.reports.papers.items import Document, Points, Shown, Tiles, Words
from highneeds.reports.papers.kinds import KINDS
from highneeds.reports.papers.money_words import chance, span
from highneeds.reports.papers.pdf import LARGE_PRINT, document_pdf
from highneeds.reports.tables import Table
from highneeds.store.kept_records import content_hash


def composed(facts: PaperFacts) -> Composed:
    return compose(Context(facts, figures_of(facts), content_hash(facts)))


def table(document: Document, name: str) -> Table:
    return next(
        item.table
        for section in document.sections
        for item in section.items
        if isinstance(item, Shown) and item.table.name == name
    )


def _texts(document: Document) -> Iterator[str]:
    for section in document.sections:
        yield section.title
        for item in section.items:
            if isinstance(item, Words):
                yield item.text
            elif isinstance(item, Points):
                yield from item.texts
            elif isinstance(item, Tiles):
                yield from (f"{large} {under}" for large, under in item.tiles)
            else:
                yield f"{item.table.title} {item.table.note} {item.table.texts()}"


def text(document: Document) -> str:
    return "\n".join(_texts(document))


HEAD_AND_FOOT_POINTS = 12.2
"""Of the running head and foot in large print, which have two lines in the margin."""
TEXT_WIDTH_POINTS = (210 - 2 * 18) / 25.4 * 72
"""Of A4 between the margins."""
FACTS = replace(sample_facts(), narrative=(*default_texts(KINDS["committee"]), WHY))
PAPER = composed(FACTS)


def test_the_committee_paper_has_the_headings_of_2017_and_those_it_lacked() -> None:
    titles = [section.title for section in PAPER.public.sections]
    for title in (
        "The risk",
        "Budget and outturn",
        "The six workstreams",
        "Savings targets and progress",
        "Key project risks",
        "Governance",
        "Recommendations",
        "What has changed since the last paper",
        "Decisions waiting",
        "Figures that do not reconcile",
        "How the figures are made",
    ):
        assert title in titles


def test_it_names_six_workstreams_ten_key_risks_and_both_targets_with_their_chance_and_range() -> None:
    assert len(table(PAPER.public, "workstreams").rows) == 6
    assert len(table(PAPER.public, "risks").rows) == 10
    rows = table(PAPER.public, "targets").texts()
    assert [row[1] for row in rows] == ["1.55", "2.90"], "half up, as everywhere"
    assert [row[4] for row in rows] == ["4 in 100", "22 in 100"]
    assert rows[0][3] == "0.60 to 1.40"
    assert rows[0][6] == "64 (17%)"
    said = text(PAPER.public)
    assert "2026-27: an even chance needs 21 more September moves than are forecast." in said
    assert 'or "IP1 Fees" to save 2.4 times what is forecast of it' in said


def test_the_chart_says_the_numbers_of_its_table() -> None:
    svg = savings_chart(sample_programme())
    for row in table(PAPER.public, "targets").texts():
        assert f">{row[1]}<" in svg
        assert f">{row[2]}<" in svg


def test_what_has_changed_is_told_with_its_reason_and_what_became_of_each_promise() -> None:
    rows = table(PAPER.public, "changes").texts()
    assert ("Forecast outturn", "£120.3m", "£121.4m", "More children came.") in rows
    became = {row[0]: row[4] for row in table(PAPER.public, "commitments").texts()}
    assert became["A1"] == "done 30 September 2026: Annex"
    assert became["A2"] == "late"
    assert became["A9"].startswith("no longer on record")
    assert table(PAPER.public, "commitments").title.startswith("Of 3 commitments")


def test_a_figure_of_the_same_period_and_day_that_differs_is_said_to_be_restated() -> None:
    figure = figures_of(FACTS)["children_year_ago"]
    said = SaidFigure(figure.key, figure.label, "6,625", figure.about)
    facts = with_text(
        replace(FACTS, earlier=sample_earlier(figures=(said,))), "changes.md", "children_year_ago: a late record"
    )
    assert "Restated" in table(composed(facts).public, "changes").note


def test_figures_that_do_not_reconcile_are_shown_with_the_gap_and_the_reason() -> None:
    found = {row[0]: row for row in table(PAPER.public, "reconciliation").texts()}
    assert found["Children"][3] == "+191"
    assert found["Ledger of placements, month 7 of 2026-27"][3] == "£4.70m"
    assert found["Savings, 2026-27"][1:4] == ("£1.55m", "£1.20m promised by measures", "£0.35m")
    assert found["Bridge from the budget"][3] == "£0.17m"


def test_every_number_of_the_waiting_decisions_is_the_record_s() -> None:
    (row,) = table(PAPER.public, "waiting").texts()
    assert row == ("D2 Ninety places", "Cabinet", "1 October 2026", "past its day", "2027-28 0.62", "0.62")
    assert "1 of 1 is past the day" in table(PAPER.public, "waiting").title


def test_providers_prices_stand_in_the_exempt_part_alone_by_their_class() -> None:
    assert PAPER.exempt is not None
    assert "Alderwick School" in text(PAPER.exempt)
    assert "Alderwick" not in text(PAPER.public)
    assert "paragraph 3" in dict(PAPER.exempt.facts)["For"]
    assert "Tiny School" not in text(PAPER.exempt), "a price of two children would be one child's"
    for document, part in ((PAPER.public, Part.PUBLIC), (PAPER.exempt, Part.EXEMPT)):
        assert {part_of(item.field_class) for section in document.sections for item in section.items} == {part} or (
            part is Part.EXEMPT
        )


def test_a_paper_without_anything_exempt_has_no_second_part() -> None:
    assert composed(replace(FACTS, providers=())).exempt is None


def test_every_figure_of_a_provider_is_exempt() -> None:
    figures = figures_of(FACTS)
    named = [one for one in figures.values() if "School" in one.label and one.key.startswith("provider")]
    assert len(named) == 2
    assert all(one.field_class is FieldClass.PROVIDER_PRICE for one in named)


def _evidenced(*moves: int, before: tuple[int, ...] = ()) -> str:
    lines = (line("IP1", "2026-27", evidenced_pence=sum(moves), moves_pence=moves), line("MN1", "2026-27"))
    shown = tuple(("saving_evidenced_ip1_2026_27", each) for each in before)
    facts = replace(FACTS, programme=sample_programme(*lines), shown_before=shown)
    rows = table(composed(facts).public, "progress").texts()
    assert figures_of(facts)["saving_evidenced_ip1_2026_27"].text == ("[c]" if rows[0][3] == "[c]" else "£0.06m")
    assert (rows[0][3] == "[c]") == (rows[2][3] == "[c]"), "the sum would give the one withheld away"
    return rows[0][3]


def test_money_that_few_children_make_up_is_withheld_and_so_is_the_sum_that_would_tell_it() -> None:
    assert _evidenced(1_000_000, 1_000_000, 1_000_000) == "[c]"
    assert _evidenced(*(1_000_000,) * 6) == "0.06"


def test_money_that_one_or_two_children_dominate_is_withheld() -> None:
    assert _evidenced(5_000_000, *(100_000,) * 9) == "[c]"
    assert _evidenced(2_700_000, 2_700_000, *(100_000,) * 6) == "[c]"


def test_money_of_few_children_more_than_the_last_paper_showed_is_withheld() -> None:
    six = (1_000_000,) * 6
    assert _evidenced(*six, before=(5,)) == "[c]", "the difference between two papers would be one child's"
    assert _evidenced(*six, before=(6,)) == "0.06"
    assert _evidenced(*six, before=(6, 3)) == "[c]", "nor between this and any paper before the last"
    assert _evidenced(*six, before=(1,)) == "0.06"


def test_two_withheld_of_a_kind_leave_their_sum() -> None:
    few = {"evidenced_pence": 3_000_000, "moves_pence": (1_000_000,) * 3}
    lines = [line("IP1", "2026-27", **few), line("MN1", "2026-27", **few)]
    hidden = withheld_measures(lines, {})
    assert hidden == {"IP1", "MN1"}
    assert withheld_kinds(lines, hidden) == frozenset()


def test_kinds_of_saving_are_never_added_in_the_table() -> None:
    sums = [row[0] for row in table(PAPER.public, "progress").texts() if row[0].startswith("All")]
    assert sums == ["All: cost avoidance", "All: cashable, recurring"]


@pytest.mark.parametrize("kind", KINDS)
def test_every_paper_is_composed_from_the_same_facts_and_its_own_texts_have_no_fault(kind: str) -> None:
    described = KINDS[kind]
    facts = replace(FACTS, kind=kind, narrative=(*default_texts(described), WHY), earlier=None)
    public = composed(facts).public
    assert len(public.sections) >= 5
    assert "{" not in text(public)
    assert public.is_one_page == (kind == "member")
    assert described.approvals == (2 if described.is_public else 1)


@pytest.mark.parametrize("missing", ["programme", "earlier", "tie"])
def test_a_council_that_lacks_a_part_still_gets_a_paper_that_says_so(missing: str) -> None:
    facts = replace(FACTS, **{missing: None})
    assert composed(facts).public.sections


def test_a_council_with_nothing_but_a_month_gets_a_paper_that_says_what_to_read_next() -> None:
    bare = replace(
        FACTS, programme=None, earlier=None, tie=None, risks=(), boards=(), waiting=(), commitments=(), narrative=()
    )
    said = text(composed(bare).public)
    for words in ("highneeds programme", "highneeds risks read", "highneeds boards read", "first paper on record"):
        assert words in said


@pytest.fixture(scope="module")
def pdf() -> bytes:
    return document_pdf(PAPER.public, FACTS.month.made_on)


def test_the_same_facts_give_the_same_bytes_and_another_fact_another_hash_that_the_paper_says(pdf: bytes) -> None:
    again = composed(sample_facts(narrative=FACTS.narrative)).public
    assert document_pdf(again, FACTS.month.made_on) == pdf
    first, second = (replace(one, sections=one.sections[:3]) for one in (again, PAPER.public))
    assert document_docx(first, FACTS.month.made_on) == document_docx(second, FACTS.month.made_on)
    changed = with_text(FACTS, "purpose.md", "Another purpose.")
    assert content_hash(changed) != content_hash(FACTS)
    moved = composed(replace(changed, moved=("purpose.md",))).public
    assert content_hash(changed)[:12] in composed(changed).public.footer
    assert "inputs have changed:* purpose.md" in text(moved)


def test_the_pdf_is_tagged_and_every_page_says_marking_day_snapshot_and_hash(pdf: bytes) -> None:
    read = pypdf.PdfReader(io.BytesIO(pdf))
    assert read.trailer["/Root"]["/MarkInfo"]["/Marked"]
    for page in read.pages:
        said = " ".join(page.extract_text().split())
        for words in ("Part A", "As at 31 October 2026", "2026-M07-4f2a91c0", content_hash(FACTS)[:12]):
            assert words in said


def test_large_print_says_the_same_in_letters_half_as_large_again(pdf: bytes) -> None:
    large = pypdf.PdfReader(io.BytesIO(document_pdf(PAPER.public, FACTS.month.made_on, scale=LARGE_PRINT)))
    assert 10.5 * LARGE_PRINT >= 16
    said = " ".join(" ".join(page.extract_text().split()) for page in large.pages)
    assert "The chance that this year's savings target is met is 4 in 100" in said.replace(
        "\N{RIGHT SINGLE QUOTATION MARK}", "'"
    )
    assert len(large.pages) > len(pypdf.PdfReader(io.BytesIO(pdf)).pages)
    assert min(size for page in large.pages for size in _letters(page) if size != HEAD_AND_FOOT_POINTS) >= 16


def _letters(page: pypdf.PageObject) -> set[float]:
    """The sizes in which something is printed."""
    found: set[float] = set()

    def note(text: str, at: list[float], of: list[float], _: object, size: float) -> None:
        if text.strip():
            found.add(round(size * abs(of[3]) * abs(at[3]), 1))

    page.extract_text(visitor_text=note)
    return found


@pytest.mark.parametrize("kind", KINDS)
def test_the_letters_of_every_drawing_are_as_large_as_the_text_in_large_print(kind: str) -> None:
    facts = replace(FACTS, kind=kind, narrative=default_texts(KINDS[kind]))
    drawings = [
        item.drawing
        for section in composed(facts).public.sections
        for item in section.items
        if isinstance(item, Shown) and item.drawing is not None
    ]
    for drawing in drawings:
        svg = drawing.large or drawing.svg
        (across,) = re.findall(r'viewBox="0 0 ([\d.]+) ', svg)
        letters = min(map(float, re.findall(r'font-size="([\d.]+)"', svg)))
        assert letters * TEXT_WIDTH_POINTS / float(across) >= 10.5 * LARGE_PRINT, drawing.alternative
    assert drawings


def test_large_print_is_set_with_the_drawings_for_it(monkeypatch: pytest.MonkeyPatch) -> None:
    given: list[str] = []

    def note(*_: object, sys_inputs: dict[str, str], **__: object) -> bytes:
        given.append(sys_inputs["paper"])
        return b""

    monkeypatch.setattr(pdf_module.typst, "compile", note)
    for scale in (1.0, LARGE_PRINT):
        document_pdf(PAPER.public, FACTS.month.made_on, scale=scale)
    usual, large = (list(_drawn(json.loads(one))) for one in given)
    assert len(usual) == len(large) > 1
    assert max(map(_across, usual)) == 720
    assert max(map(_across, large)) <= 340


def _drawn(paper: dict[str, Any]) -> Iterator[str]:
    for section in paper["sections"]:
        yield from (item["drawing"]["svg"] for item in section["items"] if item.get("drawing"))


def _across(svg: str) -> float:
    return float(re.findall(r'viewBox="0 0 ([\d.]+) ', svg)[0])


def test_every_measure_of_the_benchmarks_has_keys_of_its_own_in_papers() -> None:
    told = tuple(
        BenchmarkFacts(key, one.label, "January 2026", "Ashmere", "5.0", "England", "4.0", "", "EHC plans 2026")
        for key, one in MEASURES.items()
    )
    figures = figures_of(replace(FACTS, benchmarks=told))
    assert sum(key.startswith("benchmark_") for key in figures) == 2 * len(MEASURES), "no neighbours, and ours and all"
    figure = figures["benchmark_plans_per_1000_to_25"]
    assert (figure.text, figure.about, figure.source) == ("5.0", "in January 2026", "EHC plans 2026")
    assert figure.part is Part.PUBLIC


def test_the_members_page_is_one_page() -> None:
    facts = replace(FACTS, kind="member", narrative=(*default_texts(KINDS["member"]), WHY))
    read = pypdf.PdfReader(io.BytesIO(document_pdf(composed(facts).public, FACTS.month.made_on)))
    assert len(read.pages) == 1


def _template(**changes: str) -> bytes:
    word = docx.Document(io.BytesIO(default_template()))
    word.styles["Heading 2"].font.name = "Georgia"
    for paragraph in word.paragraphs:
        if paragraph.text in changes:
            paragraph.text = changes[paragraph.text]
    split = word.add_paragraph("Ref: {{ r")
    split.add_run("ef }} of {{council}}").bold = True
    out = io.BytesIO()
    word.save(out)
    return out.getvalue()


def test_the_word_document_is_the_council_s_template_with_its_styles_and_every_placeholder_filled() -> None:
    made = docx.Document(io.BytesIO(document_docx(PAPER.public, FACTS.month.made_on, _template())))
    said = [paragraph.text for paragraph in made.paragraphs]
    assert said[0] == PAPER.public.title
    assert "To: Corporate Governance Committee" in said
    assert said[-1] == "Ref: committee-2026-11-27 of Ashmere County Council", "what stood after the body stays after it"
    headings = [one for one in made.paragraphs if one.style.name == "Heading 2"]
    assert [one.text.split(" ", 1)[1] for one in headings] == [one.title for one in PAPER.public.sections]
    assert headings[0].style.font.name == "Georgia"
    assert "{{" not in "\n".join(said) + made.sections[0].header.paragraphs[0].text
    assert made.sections[0].header.paragraphs[0].text.startswith("OFFICIAL")
    tables = sum(isinstance(item, Shown) for section in PAPER.public.sections for item in section.items)
    assert len(made.tables) == tables
    assert all("w:tblHeader" in one._tbl.xml for one in made.tables)


def test_a_template_that_does_not_fit_is_refused_with_all_that_is_wrong() -> None:
    with pytest.raises(Refusal, match="not a Word document"):
        document_docx(PAPER.public, FACTS.month.made_on, b"PK nonsense")
    with pytest.raises(Refusal, match=r"it needs \{\{ body \}\}.*no placeholder bodies"):
        document_docx(PAPER.public, FACTS.month.made_on, _template(**{"{{ body }}": "{{ bodies }}"}))


def test_chances_are_never_nought_or_certain_and_a_range_of_one_sum_is_one_sum() -> None:
    assert [chance(prob) for prob in (0.0, 0.004, 0.05, 0.996, 1.0)] == [
        "less than 1 in 100",
        "less than 1 in 100",
        "5 in 100",
        "more than 99 in 100",
        "more than 99 in 100",
    ]
    assert span(100_000_000, 100_000_400) == "£1.00m"


def test_authors_texts_stand_over_those_that_come_with_it(tmp_path: Path) -> None:
    folder = tmp_path
    (folder / "forum").mkdir()
    (folder / "purpose.md").write_text("For all papers.", encoding="utf-8")
    (folder / "forum" / "purpose.md").write_text("For the forum.", encoding="utf-8")
    (folder / "questions.md").write_text("Of the member's page.", encoding="utf-8")
    (folder / "porpoise.md").write_text("Of none.", encoding="utf-8")
    read = {one.name: one.text for one in texts_of(KINDS["committee"], folder)}
    assert read["purpose.md"] == "For all papers."
    assert "questions.md" not in read
    assert "porpoise.md" in read, "the lint refuses it by name"
    assert {one.name: one.text for one in texts_of(KINDS["forum"], folder)}["purpose.md"] == "For the forum."
    with pytest.raises(Refusal, match="cannot be read"):
        texts_of(KINDS["forum"], folder / "nowhere")


def test_the_last_look_finds_few_children_and_a_provider_s_price_in_what_other_files_say() -> None:
    names = ["Alderwick School", "Tiny School"]
    assert held_back(PAPER.public, names) == ()
    risk = replace(FACTS.risks[1], title="Fees of Alderwick School rise")
    score = replace(FACTS.risks[0].scores[-1], why="3 children moved away")
    register = replace(FACTS.risks[0], scores=(*FACTS.risks[0].scores[:-1], score))
    found = held_back(composed(replace(FACTS, risks=(register, risk, *FACTS.risks[2:]))).public, names)
    assert len(found) == 2
    assert "The risk: " in found[0]
    assert "counts few children" in found[0]
    assert "Key project risks: " in found[1]
    assert "names a provider beside money" in found[1]


def test_few_children_without_cost_are_not_told_in_the_note_of_the_children_s_table() -> None:
    month = sample_month()
    few = replace(month, settings=(*month.settings[:-1], replace(month.settings[-1], children_without_cost=3)))
    assert "3 whose placement" not in children.table(few).note


def test_what_is_published_hides_nothing(pdf: bytes) -> None:
    council = PAPER.public.council
    assert hidden_in("paper.pdf", pdf, author=council) == ()
    for template in (None, _template()):
        word = document_docx(PAPER.public, FACTS.month.made_on, template)
        assert hidden_in("paper.docx", word, author=council) == ()
    assert hidden_in("paper.pdf", pdf, author="somebody else") == (f"the author {council}",)
