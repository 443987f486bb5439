"""What must be true of the repository as a whole."""

import ast
import re
import statistics
import subprocess
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
SOURCE = ROOT / "src" / "highneeds"
WRITTEN_BY_DJANGO = "migrations"
LONGEST_MODULE, MEDIAN_MODULE, LONGEST_FUNCTION = 400, 150, 40
TEXT = {".py", ".md", ".toml", ".txt", ".in", ".json", ".yml", ".yaml", ".cfg", ".typ", ".html", ".css", ".sh", ""}


def modules() -> list[Path]:
    return [path for path in SOURCE.rglob("*.py") if WRITTEN_BY_DJANGO not in path.parts]


def tracked_texts() -> dict[str, str]:
    listed = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=True).stdout.split(
        "\n"
    )
    texts = {}
    for name in filter(None, listed):
        path = ROOT / name
        if path.suffix in TEXT and path.is_file() and "vendor" not in path.parts:
            texts[name] = path.read_text(encoding="utf-8", errors="replace")
    return texts


def test_modules_are_short() -> None:
    lengths = {path.relative_to(ROOT).as_posix(): path.read_text().count("\n") for path in modules()}
    assert [name for name, length in lengths.items() if length > LONGEST_MODULE] == []
    assert statistics.median(lengths.values()) <= MEDIAN_MODULE


def test_random_numbers_load_with_the_module_that_draws_them() -> None:
    """NumPy would load them at their first use, and whoever presses Ctrl-C just then would not be heard."""
    late = [
        f"{path.relative_to(ROOT)}:{node.lineno}"
        for path in modules()
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.Attribute) and node.attr == "random" and ast.unparse(node.value) in {"np", "numpy"}
    ]
    assert late == []


def test_functions_are_short() -> None:
    long = []
    for path in modules():
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                body_starts = node.body[1] if len(node.body) > 1 and ast.get_docstring(node) else node.body[0]
                length = (node.end_lineno or 0) - body_starts.lineno + 1
                if length > LONGEST_FUNCTION:
                    long.append(f"{path.relative_to(ROOT)}:{node.lineno} {node.name}: {length} lines")
    assert long == []


def test_no_file_names_a_package_registry() -> None:
    hosts = re.compile(
        "|".join(["py" + r"pi\.org", "pythonhosted" + r"\.org", "registry" + r"\.npmjs", "deb" + r"\.debian\.org"])
    )
    assert [name for name, text in tracked_texts().items() if hosts.search(text)] == []


def test_every_requirement_is_pinned_with_hashes() -> None:
    for name in ("requirements.txt", "requirements-dev.txt", "requirements-tools.txt"):
        text = (ROOT / name).read_text()
        pins = re.findall(r"^[\w.\[\]-]+==\S+", text, re.MULTILINE)
        unpinned = [line for line in text.splitlines() if line and not line.startswith((" ", "#")) and "==" not in line]
        assert pins
        assert unpinned == []
        assert text.count("--hash=sha256:") >= len(pins)


def test_every_dependency_says_why_it_is_here() -> None:
    text = (ROOT / "pyproject.toml").read_text()
    listed = [line for line in text.splitlines() if re.match(r'\s+"[a-zA-Z][\w.-]+(\[\w+\])?(==[^"]+)?",', line)]
    wanted = [line for line in listed if "==" in line] + [line for line in listed if "==" not in line and "#" in line]
    assert len(wanted) > 20
    assert [line for line in wanted if "#" not in line] == []


def test_nothing_silences_a_check_without_a_reason() -> None:
    bare = re.compile(r"#\s*(type:\s*ignore|noqa)(\[[^\]]*\]|:\s*[A-Z0-9, ]+)?\s*$", re.MULTILINE)
    assert [name for name, text in tracked_texts().items() if name.endswith(".py") and bare.search(text)] == []
