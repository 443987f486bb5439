"""Which role may look at which address, and change something by it: the table itself, one letter for each role.

Written by hand and not made from the registry of rights, so that a right that moves is seen here.
"""

from __future__ import annotations

from highneeds.governance.rights import Role

LETTERS = {
    "H": Role.HEAD_OF_SEND,
    "F": Role.FINANCE_PARTNER,
    "C": Role.COMMISSIONING_MANAGER,
    "P": Role.PLACE_PLANNER,
    "O": Role.CASE_OFFICER,
    "L": Role.PANEL_CHAIR,
    "M": Role.PROGRAMME_MANAGER,
    "R": Role.RISK_OWNER,
    "E": Role.COMMITTEE_MEMBER,
    "A": Role.AUDITOR,
    "I": Role.IT,
}
EVERYONE = "HFCPOLMREAI"
BLOCK = "HFCPMRA"
MONEY = "HFCMA"
FAULTS = "HFCOLA"
CHILDREN = "HFCOLA"
PROVIDERS = "HFCPOLMRA"
# address: who may look, who may change something by it
WHO_MAY = {
    "overview": (EVERYONE, EVERYONE),
    "health": (EVERYONE, EVERYONE),
    "accessibility": (EVERYONE, EVERYONE),
    "sign_in": (EVERYONE, EVERYONE),
    "sign_in_once": (EVERYONE, EVERYONE),
    "sign_in_code": (EVERYONE, EVERYONE),
    "sign_out": (EVERYONE, EVERYONE),
    "password": (EVERYONE, EVERYONE),
    "second_factor": (EVERYONE, EVERYONE),
    "confirm": (EVERYONE, EVERYONE),
    "figures": (BLOCK, BLOCK),
    "figure": (BLOCK, BLOCK),
    "drawing_csv": (BLOCK, BLOCK),
    "clocks": ("HOLA", "HOLA"),
    "month_end": (MONEY, MONEY),
    "closed_month": (MONEY, MONEY),
    "journey": (MONEY, MONEY),
    "moved_lines": (MONEY, MONEY),
    "exceptions_csv": ("HFA", "HFA"),
    "exceptions": (MONEY, MONEY),
    "programme": (BLOCK, BLOCK),
    "programme_csv": (BLOCK, BLOCK),
    "measure": (BLOCK, BLOCK),
    "move_measure": ("M", "M"),
    "agree_measure": ("F", "F"),
    "colour_measure": ("M", "M"),
    "risks": (BLOCK, BLOCK),
    "risk": (BLOCK, BLOCK),
    "score_risk": ("R", "R"),
    "boards": (BLOCK, BLOCK),
    "board": (BLOCK, BLOCK),
    "decisions": (BLOCK, BLOCK),
    "decision": (BLOCK, "HM"),
    "action": (BLOCK, "HM"),
    "past_forecasts": (BLOCK, BLOCK),
    "papers": (BLOCK, BLOCK),
    "paper": (BLOCK, BLOCK),
    "draft": (BLOCK, BLOCK),
    "draft_file": (BLOCK, BLOCK),
    "draft_write": ("HFM", "HFM"),
    "draft_judge": ("HF", "HF"),
    "draft_publish": ("H", "H"),
    "published_papers": (EVERYONE, EVERYONE),
    "published_paper": (EVERYONE, EVERYONE),
    "published_file": (EVERYONE, EVERYONE),
    "rules": (FAULTS, FAULTS),
    "rule": (FAULTS, "HF"),
    "links": (FAULTS, FAULTS),
    "link": (FAULTS, "HO"),
    "children": (CHILDREN, CHILDREN),
    "children_file": ("HFA", "HFA"),
    "child": (CHILDREN, CHILDREN),
    "placements": (CHILDREN, CHILDREN),
    "placements_file": ("HFA", "HFA"),
    "providers": (PROVIDERS, PROVIDERS),
    "providers_file": (PROVIDERS, PROVIDERS),
    "budget_lines": (MONEY, MONEY),
    "budget_lines_file": (MONEY, MONEY),
    "save_view": (EVERYONE, EVERYONE),
    "saved_view": (EVERYONE, EVERYONE),
    "delete_view": (EVERYONE, EVERYONE),
    "imports": ("HFCPOLMRAI", "HFCPOLMRAI"),
    "new_import": ("F", "F"),
    "import_task": ("F", "F"),
    "import_headings": ("F", "F"),
    "import": ("HFCPOLMRAI", "HFCPOLMRAI"),
    "undo_import": ("F", "F"),
    "original": ("F", "F"),
    "import_csv": (FAULTS, FAULTS),
    "import_faults": (FAULTS, FAULTS),
    "faults": (FAULTS, FAULTS),
}
