"""The kinds of file a council gives us, told apart by their header and not only by their name."""

from __future__ import annotations

from enum import StrEnum


class FileKind(StrEnum):
    """The order is the order of import: each kind needs only those above it."""

    SETTING_OVERRIDES = "setting-overrides"
    PROVIDER_REGISTER = "provider-register"
    PROVIDER_LINKS = "provider-links"
    CAPACITY = "capacity"
    SCHOOL_CAPACITY = "school-capacity"
    PLACE_NUMBERS = "place-numbers"
    BANDS = "bands"
    POPULATION = "population"
    POPULATION_BY_AGE = "population-by-age"
    POPULATION_BY_NC_YEAR = "population-by-nc-year"
    SEN2_BLADE = "sen2-blade"
    SEN2_XML = "sen2-xml"
    SEN2_TEMPLATE = "sen2-template"
    SEN2_WORKBOOK = "sen2-workbook"
    PLAN_LIST = "plan-list"
    CENSUS_PUPILS = "census-pupils"
    CENSUS_NEEDS = "census-needs"
    ABSENCES = "absences"
    CASE_EVENTS = "case-events"
    ANNEX_A_PLANS = "annex-a-plans"
    ANNEX_A_SUPPORT = "annex-a-support"
    BUDGET_BOOK = "budget-book"
    PLACEMENT_COSTS = "placement-costs"
    TERM_DATES = "term-dates"
    LEDGER = "ledger"
    PAYMENTS = "payments"
    PUBLISHED_RELEASE = "published-release"
    PUBLISHED_FIGURES = "published-figures"
    AUTHORITY_POPULATION = "authority-population"
    STATISTICAL_NEIGHBOURS = "statistical-neighbours"
    EXPORTED_TABLE = "exported-table"

    @property
    def label(self) -> str:
        return _LABELS[self]

    @property
    def position(self) -> int:
        """0 for the kind to be imported first."""
        return list(FileKind).index(self)


_LABELS = {
    FileKind.SETTING_OVERRIDES: "Settings that the council knows better than the register",
    FileKind.PROVIDER_LINKS: "Links between numbers of the register",
    FileKind.CAPACITY: "Places: capacity, commissioned and funded",
    FileKind.SCHOOL_CAPACITY: "School Capacity survey, special places by school",
    FileKind.PLACE_NUMBERS: "High needs place numbers of the department",
    FileKind.BANDS: "Band scheme",
    FileKind.CENSUS_PUPILS: "School census, pupils on roll",
    FileKind.CENSUS_NEEDS: "School census, needs of pupils",
    FileKind.ABSENCES: "Absences of pupils",
    FileKind.CASE_EVENTS: "Appeals, mediation, suspensions and exclusions",
    FileKind.ANNEX_A_PLANS: "Inspection list 1, children with plans",
    FileKind.ANNEX_A_SUPPORT: "Inspection list 2, children with SEN support",
    FileKind.PROVIDER_REGISTER: "Register of schools and colleges",
    FileKind.POPULATION_BY_AGE: "The council's own projection by calendar year and age",
    FileKind.POPULATION_BY_NC_YEAR: "The council's own projection by school year and NC year",
    FileKind.POPULATION: "Population by single year of age",
    FileKind.SEN2_BLADE: "SEN2 return (nine COLLECT export files)",
    FileKind.SEN2_XML: "SEN2 return (XML)",
    FileKind.SEN2_TEMPLATE: "SEN2 return (submission template)",
    FileKind.SEN2_WORKBOOK: "SEN2 return (workbook with a sheet for each module)",
    FileKind.PLAN_LIST: "Current list of plans from the case system",
    FileKind.BUDGET_BOOK: "High needs budget book",
    FileKind.PLACEMENT_COSTS: "Placement costs from the finance system",
    FileKind.TERM_DATES: "Term dates of the council and of providers",
    FileKind.LEDGER: "Ledger postings",
    FileKind.PAYMENTS: "Payments to and from providers",
    FileKind.PUBLISHED_RELEASE: "Release of the department on education, health and care plans (zip)",
    FileKind.PUBLISHED_FIGURES: "Published figures of every authority: appeals, grant, spending",
    FileKind.AUTHORITY_POPULATION: "Population of every authority by single year of age",
    FileKind.STATISTICAL_NEIGHBOURS: "Statistical neighbours of every authority",
    FileKind.EXPORTED_TABLE: "Table written out by highneeds and edited",
}
