"""The invented schools and colleges: register numbers start with 9, which no real register uses."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from highneeds.demo.luck import Luck
from highneeds.demo.places import Place

HOME_LA = "999"
HOME_LA_NAME = "Ashmere"
NEIGHBOURS = {"998": "Brackwater", "997": "Tarnholme", "996": "Vale of Osmere"}

_FIRST_URN = 900101
_FIRST_UKPRN = 99990001


@dataclass(slots=True)
class Provider:
    """One establishment. ``ages`` are ages at 31 August, both ends included; ``base`` is '', 'unit' or 'rp'."""

    urn: str
    ukprn: str
    name: str
    place: Place
    type_code: int
    ages: tuple[int, int]
    la_code: str
    opened: date
    size: int  # pupils
    base: str = ""
    base_places: int = 0
    places_funded: int | None = None
    closed: date | None = None
    has_sixth_form: bool = False

    def serves(self, age: int) -> bool:
        return self.ages[0] <= age <= self.ages[1]


_PLACE_NAMES = (
    "Ash", "Alder", "Birch", "Bramble", "Brook", "Calder", "Cherry", "Cinder", "Copper", "Dale", "Dove", "Elm",
    "Fallow", "Fern", "Gorse", "Hazel", "Heron", "Holly", "Juniper", "Kestrel", "Lark", "Linnet", "Maple", "Marl",
    "Moss", "Nettle", "Otter", "Pebble", "Plover", "Quarry", "Reed", "Rowan", "Sedge", "Slate", "Sorrel", "Swift",
    "Teasel", "Thistle", "Willow", "Yarrow",
)  # fmt: skip
_ENDINGS = ("mere", "rigg", "wick", "combe", "den", "marsh", "stow", "holt", "thorpe", "well", "garth", "beck")


class _Register:
    def __init__(self, seed: int) -> None:
        self.luck = Luck(seed, "providers")
        self.providers: list[Provider] = []
        stems = [f"{place}{ending}" for place in _PLACE_NAMES for ending in _ENDINGS]
        self._stems = self.luck.shuffled(stems)

    def add(
        self,
        suffix: str,
        place: Place,
        type_code: int,
        ages: tuple[int, int],
        size: tuple[int, int],
        *,
        la: str = HOME_LA,
    ) -> Provider:
        number = len(self.providers)
        provider = Provider(
            urn=str(_FIRST_URN + 7 * number),
            ukprn=str(_FIRST_UKPRN + number),
            name=f"{self._stems[number]} {suffix}",
            place=place,
            type_code=type_code,
            ages=ages,
            la_code=la,
            opened=self.luck.day(date(1955, 1, 1), date(2016, 8, 31)),
            size=self.luck.whole(*size),
        )
        self.providers.append(provider)
        return provider


def build_providers(seed: int, plans: int) -> list[Provider]:
    """About 250 providers; special places and bases in units grow with ``plans``."""
    register = _Register(seed)
    _add_mainstream(register)
    _add_special(register, plans)
    _add_independent(register)
    _add_post_16_and_alternative(register, plans)
    _add_bases(register, plans)
    return register.providers


def _add_mainstream(register: _Register) -> None:
    kinds = (
        (1, "Community Primary School"),
        (3, "Church of England Primary School"),
        (34, "Primary Academy"),
        (5, "Infant and Junior School"),
    )
    for number in range(128):
        type_code, suffix = kinds[number % len(kinds)]
        register.add(suffix, Place.MAINSTREAM, type_code, (4, 10), (110, 460))
    for number in range(40):
        type_code, suffix = ((34, "Academy"), (28, "High School"), (1, "School"), (35, "Free School"))[number % 4]
        school = register.add(suffix, Place.MAINSTREAM, type_code, (11, 15), (620, 1500))
        if number % 2:
            school.ages, school.has_sixth_form = (11, 18), True
    old = register.add("Junior School", Place.MAINSTREAM, 1, (4, 10), (150, 240))
    old.closed = date(2017, 8, 31)
    register.add("Nursery School", Place.EARLY_YEARS, 15, (1, 4), (50, 90))
    register.add("Café Nursery School", Place.EARLY_YEARS, 15, (1, 4), (50, 90))
    register.add("Nursery School", Place.EARLY_YEARS, 15, (1, 4), (50, 90))


def _add_special(register: _Register, plans: int) -> None:
    phases = ((3, 18), (3, 10), (11, 18))
    types = (
        (7, "School"),
        (44, "Special Academy"),
        (12, "Foundation Special School"),
        (7, "Special School"),
        (36, "Free School"),
    )
    schools = []
    for number in range(18):
        type_code, suffix = types[number % len(types)]
        schools.append(register.add(suffix, Place.SPECIAL, type_code, phases[number % 3], (70, 210)))
    wanted = 0.262 * plans
    total = sum(school.size for school in schools)
    for school in schools:
        school.places_funded = max(5, round(wanted * school.size / total))
        school.size = round(school.places_funded * 1.03)


def _add_independent(register: _Register) -> None:
    elsewhere = (HOME_LA, *NEIGHBOURS)
    for number in range(32):
        suffix = ("House School", "Park School", "Independent School", "Lodge School")[number % 4]
        register.add(suffix, Place.INDEPENDENT_SPECIAL, 10, (4, 18), (18, 90), la=elsewhere[number % 4])
    for number in range(8):
        register.add(
            "College for Communication" if number % 2 else "Trust School",
            Place.NON_MAINTAINED,
            8,
            (4, 18),
            (40, 110),
            la=elsewhere[number % 4],
        )
    for number in range(6):
        register.add(
            "Preparatory and Senior School", Place.INDEPENDENT, 11, (3, 18), (180, 600), la=elsewhere[number % 2]
        )


def _add_post_16_and_alternative(register: _Register, plans: int) -> None:
    for la_code in (HOME_LA, HOME_LA, HOME_LA, "998", "998"):
        register.add("College", Place.COLLEGE, 18, (16, 25), (1800, 5200), la=la_code)
    register.add("Sixth Form College", Place.COLLEGE, 31, (16, 18), (1200, 1900))
    register.add("Sixth Form College", Place.COLLEGE, 31, (16, 18), (900, 1500))
    register.add("16 to 19 Academy", Place.COLLEGE, 45, (16, 18), (400, 700))
    for number in range(6):
        register.add(
            "Specialist College", Place.SPECIALIST_COLLEGE, 32, (16, 25), (30, 90), la=("999", "998", "997")[number % 3]
        )
    for number in range(6):
        type_code, suffix = ((14, "Pupil Referral Unit"), (42, "Alternative Provision Academy"))[number % 2]
        school = register.add(suffix, Place.ALTERNATIVE, type_code, (5, 15), (40, 110))
        school.places_funded = max(2, round(0.0022 * plans))


def _add_bases(register: _Register, plans: int) -> None:
    """Every eighth mainstream school hosts a SEN unit or a resourced provision."""
    schools = [school for school in register.providers if school.place is Place.MAINSTREAM and school.closed is None]
    hosts = schools[3::8]
    for number, school in enumerate(hosts):
        school.base = ("unit", "rp")[number % 2]
        school.base_places = max(2, round(0.045 * plans / len(hosts)))
        school.places_funded = school.base_places
