"""Names and numbers of generated children. Each is well formed and none can be real: the council's code is 999."""

from __future__ import annotations

from collections.abc import Sequence

_CHECK_LETTERS = "ABCDEFGHJKLMNPQRTUVWXYZ"
_CHILDREN_IN_A_SCHOOL_AND_YEAR = 1000
_ULN_MODULUS = 11

_FORENAMES = (
    "Aluna", "Bexley", "Corin", "Davit", "Elowen", "Fenn", "Garrin", "Hestia", "Ivo", "Jessamy", "Kellan", "Lio",
    "Merrin", "Noor", "Orla", "Perran", "Quill", "Ravi", "Senna", "Tamsin", "Una", "Vesper", "Wren", "Yusra", "Zephan",
)  # fmt: skip
_SURNAMES = (
    "Ambry", "Brackle", "Culpin", "Dunmere", "Eldrin", "Farrowby", "Gannister", "Hollin", "Inkpen", "Jarrold",
    "Kestle", "Lanyon", "Marlow-Teal", "Nettleby", "Oxbury", "Pellow", "Quernby", "Rushmere", "Sallow",
    "Tarrant", "Umber", "Varley", "Whinfell", "Yaxby",
)  # fmt: skip


def check_letter(digits: str) -> str:
    """The letter that begins a UPN: the twelve digits weighted 2 to 13, modulo 23 (DfE, UPN guide)."""
    return _CHECK_LETTERS[
        sum(int(digit) * weight for weight, digit in enumerate(digits, start=2)) % len(_CHECK_LETTERS)
    ]


def pupil_number(number: int, year_of_entry: int) -> str:
    """A UPN of the invented authority 999; ``number`` makes it unique."""
    school, serial = divmod(number, _CHILDREN_IN_A_SCHOOL_AND_YEAR)
    digits = f"999{4000 + school:04d}{year_of_entry % 100:02d}{serial:03d}"
    return check_letter(digits) + digits


def learner_number(number: int) -> str:
    """A ULN: nine digits weighted 10 to 2, the remainder modulo 11 taken from 10; a remainder of 0 is skipped."""
    candidate = 990_000_000 + 11 * number
    while (remainder := _uln_remainder(str(candidate))) == 0:
        candidate += 1
    return f"{candidate}{_ULN_MODULUS - 1 - remainder}"


def _uln_remainder(digits: str) -> int:
    return sum(int(digit) * weight for digit, weight in zip(digits, range(10, 1, -1), strict=True)) % _ULN_MODULUS


def full_name(draws: Sequence[float]) -> tuple[str, str]:
    """Forename and surname for two uniform draws."""
    return _FORENAMES[int(draws[0] * len(_FORENAMES))], _SURNAMES[int(draws[1] * len(_SURNAMES))]


def spoil_check_letter(upn: str) -> str:
    """The same digits behind a letter that does not fit them."""
    return _CHECK_LETTERS[(_CHECK_LETTERS.index(upn[0]) + 5) % len(_CHECK_LETTERS)] + upn[1:]
