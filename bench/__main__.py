"""Run the cases named, or all of them; say what misses its target; keep the results in docs/benchmarks.md."""

from __future__ import annotations

import argparse
import sys

from bench.cases import CASES, compile_first, run_alone
from bench.finding import Finding
from bench.machine import OtherWork
from bench.page import append_run, table

DRAWS, QUICK_DRAWS = 1_000, 100


def main() -> None:
    """Exits 1 when a target is missed."""
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("cases", nargs="*", metavar="CASE", help=f"of {', '.join(CASES)}; all when none is named")
    parser.add_argument("--quick", action="store_true", help=f"{QUICK_DRAWS} draws, without england; nothing is kept")
    options = parser.parse_args()
    if unknown := set(options.cases) - set(CASES):
        parser.error(f"no case is called {', '.join(sorted(unknown))}; there are {', '.join(CASES)}")
    wanted = options.cases or [case for case in CASES if not (options.quick and case == "england")]
    compile_first()
    findings: list[Finding] = []
    busy: dict[str, float] = {}
    for case in wanted:
        others = OtherWork()
        found = run_alone(case, QUICK_DRAWS if options.quick else DRAWS)
        sys.stdout.write(table(found, with_head=not findings))
        sys.stdout.flush()
        findings += found
        busy[case] = others.cores()
    if not options.quick:
        append_run(findings, busy)
    sys.exit(1 if any(finding.is_met is False for finding in findings) else 0)


if __name__ == "__main__":
    main()
