"""What a SEN2 return can say that does not go together: none of it stops a row, all of it wants a look."""

from __future__ import annotations

from highneeds.core.faults import Severity
from highneeds.ingest.rule import Rule

_GUIDE = "DfE SEN2 person-level guide 2025"
_SAID = (
    (
        "H01",
        "The header is not that of a council's SEN2 return",
        "It should say collection SEN2, level L and the council's number of three digits. Set it in the case system.",
        "header",
    ),
    (
        "P04",
        "The reason UN1 is given for a child of six or more",
        "UN1 is for children under six. Ask the school for the UPN, or give the reason that fits.",
        "item 1.9",
    ),
    (
        "P07",
        "The sex is not one of the codes",
        "Use M or F; until 2023 the numbers of that guide. The child counts as not known until then.",
        "item 1.4",
    ),
    (
        "P08",
        "The ethnicity is blank or not a code",
        "Record a code of four letters, REFU when it was refused or NOBT when it was not obtained.",
        "item 1.5",
    ),
    (
        "P09",
        "The ULN is not a number of ten digits",
        "Compare it with the learner record. As it stands the child may not be matched between files.",
        "item 1.8",
    ),
    (
        "R02",
        "The request's outcome and its date do not go together",
        "Y and N need the day on which the family was told; A, W and H have none.",
        "items 2.4 and 2.5",
    ),
    (
        "R07",
        "The child moved away before the assessment ended, and yet there is a plan",
        "Take out the council exported to, or the plan.",
        "item 2.8",
    ),
    (
        "R06",
        "A tribunal is recorded without a mediation",
        "Record the mediation, or its certificate; an appeal on the place alone needs neither: then leave it so.",
        "items 2.6, 2.7, 3.3 and 3.4",
    ),
    (
        "R08",
        "The request, or its outcome, is dated after census day",
        "Correct the date, or leave it for the next return.",
        "items 2.1 and 2.4",
    ),
    (
        "R09",
        "The council that the child moved to is not another council of three digits",
        "Give the number of the council to which the assessment went.",
        "item 2.8",
    ),
    (
        "A01",
        "There is an assessment under a request that led to none",
        "Correct the outcome of the request, or take the assessment out.",
        "module 3",
    ),
    (
        "A02",
        "The assessment's outcome has no date",
        "Give the day on which the plan was issued, or on which the family was told of none.",
        "item 3.2",
    ),
    (
        "A03",
        "The day on which the plan was issued is not the day on which it starts",
        "Both are the date of the plan: correct one of them.",
        "items 3.2 and 4.1",
    ),
    (
        "N01",
        "The plan has no start, or does not name exactly one main place",
        "Give the date of the plan, and one place of rank 1 in section I.",
        "items 4.1 and 4.7",
    ),
    (
        "N03",
        "The reason for ceasing does not go with the age",
        "Maximum age is for young people of 19 and more; work, and not wishing to go on, for 16 and more.",
        "item 4.6",
    ),
    (
        "N04",
        "A direct payment or organised arrangement is given without a personal budget",
        "Say that there is a personal budget, or take the payment out.",
        "item 4.4",
    ),
    (
        "N05",
        "The plan is live beyond the school year in which the young person became 25",
        "End it, or check the birth date: a plan lasts at most to the end of that year.",
        "Children and Families Act 2014, section 46",
    ),
    (
        "N06",
        "The plan starts after census day",
        "Correct the date, or leave the plan for the next return.",
        "item 4.1",
    ),
    (
        "L02",
        "A setting code is given besides a URN or UKPRN",
        "Leave the code out: it is for places that have neither.",
        "item 5.7c",
    ),
    (
        "L05",
        "The place is marked as SEN unit and as resourced provision at once",
        "Choose one. It counts as a SEN unit until then.",
        "item 5.7",
    ),
    (
        "L06",
        "It is not said whether the place is in a SEN unit or resourced provision",
        "Give 0 or 1 for both. It counts as neither until then.",
        "item 5.7",
    ),
    (
        "L07",
        "A child under sixteen is recorded as not in education, employment or training",
        "Record where the child is taught, or NIEO with what is waited for.",
        "item 5.7c",
    ),
    (
        "L13",
        "The placement ends after census day",
        "Leave the leaving date out: the child is still there on that day.",
        "item 5.7f",
    ),
    (
        "L14",
        "The child has a placement on census day without a live plan under the same request",
        "End the placement, or record the plan under this request.",
        "modules 4 and 5",
    ),
    (
        "L16",
        "A special school is marked as SEN unit or resourced provision",
        "Take the mark out: it is for mainstream schools.",
        "item 5.7",
    ),
    ("S03", "The second need is the same as the first", "Take it out, or record the need that is meant.", "item 5.8"),
    (
        "S04",
        "There is more than one second need, or a need of a rank other than 1 and 2",
        "Keep the main need as 1 and at most one more as 2.",
        "item 5.8",
    ),
    (
        "V01",
        "The review's outcome, its meeting and its decision do not go together",
        "An outcome needs the day of the decision, which is not before the meeting.",
        "item 5.4",
    ),
    (
        "V04",
        "A draft amended plan is given though the review did not amend",
        "Correct the outcome, or take the draft's date out.",
        "item 5.4d",
    ),
    (
        "V06",
        "The day by which to issue the plan for the next phase is none of the law's, or of no year of a move",
        "It is 15 February, or 31 March for the move to post-16, unless the move is between post-16 institutions.",
        "item 5.6a",
    ),
    ("V07", "The review's meeting is dated after census day", "Correct the date.", "item 5.4"),
    (
        "V08",
        "The plan starts after its last review",
        "Correct one of the dates: the plan's date is that of the first plan, also where it came from another council.",
        "items 4.1 and 5.4",
    ),
    (
        "K02",
        "The child has live plans under more than one request",
        "End the earlier plan, or merge the two requests.",
        "modules 2 and 4",
    ),
)

_ASKED_FOR = (
    (
        "R04",
        "The request, and all that followed from it, lie before the year of the return or after it",
        "Record it as H, decided before the year; or correct the dates.",
        "items 2.1 and 2.5",
    ),
    (
        "R05",
        "The request was decided later than the law allows",
        "Correct the dates if it was not. 'highneeds clocks' counts what was late.",
        "SEND Regulations 2014, regulation 5",
    ),
    (
        "A04",
        "The plan was issued later than the law allows, and no exception is recorded",
        "Correct the dates, or record the exception if there was one. 'highneeds clocks' counts what was late.",
        "SEND Regulations 2014, regulation 13",
    ),
    (
        "L10",
        "The child entered the place before the plan started",
        "Correct the entry date, unless the child was there already.",
        "items 4.1 and 5.7e",
    ),
    (
        "V02",
        "The plan is older than a year and no review meeting is recorded",
        "Record the meeting if there was one. 'highneeds clocks' counts the reviews that are late.",
        "SEND Regulations 2014, regulation 18",
    ),
    (
        "V03",
        "The decision after the review was later than the law allows",
        "Correct the dates if it was not. 'highneeds clocks' counts what was late.",
        "SEND Regulations 2014, regulation 20",
    ),
)


def _rules(said: tuple[tuple[str, str, str, str], ...], *, is_asked_for: bool) -> tuple[Rule, ...]:
    return tuple(
        Rule(rule_id, Severity.CHECK, title, advice, basis if _is_law(basis) else f"{_GUIDE}, {basis}", is_asked_for)
        for rule_id, title, advice, basis in said
    )


def _is_law(basis: str) -> bool:
    return "Act" in basis or "Regulations" in basis


SEN2_QUALITY_RULES = _rules(_SAID, is_asked_for=False)
"""The department's own rules and their numbers were not at hand; these follow from its guide."""

SEN2_ASKED_FOR = _rules(_ASKED_FOR, is_asked_for=True)
"""What is late is seldom a fault of the data, nor is a place held before the plan: looked for where a council asks."""
