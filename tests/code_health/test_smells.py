"""The house style's smells that a program can look for, each a rule by its number."""

from __future__ import annotations

import ast
import re
import subprocess

import yaml

from tests.code_health.sources import ROOT, Module, modules, told

STAGES = (
    "rulebook",
    "register",
    "survey",
    "standards",
    "plan",
    "procedure",
    "notice",
    "filing",
)


FORMS = ("src/tuopin/register/", "src/tuopin/rulebook/parsing/calendars.py")
"""Where figures are those of a form: digits of a number, days of a month."""


def in_stages() -> list[Module]:
    return [m for m in modules() if m.name.split("/")[2] in STAGES]


def of_law() -> list[Module]:
    return [m for m in in_stages() if not m.name.startswith(FORMS)]


def test_l1_no_stage_compares_with_a_bare_number() -> None:
    """Figures of the law stand in packs; 0, 1 and 2 count things and indices."""
    found = []
    for module in of_law():
        for node in ast.walk(module.tree):
            if not isinstance(node, ast.Compare):
                continue
            for operand in (node.left, *node.comparators):
                figure = isinstance(operand, ast.Constant) and isinstance(
                    operand.value, int | float
                )
                if figure and operand.value not in (0, 1, 2):
                    found.append(f"{module.name}:{node.lineno}")
    assert not found, told(found)


def test_l4_no_place_of_a_pack_stands_in_the_source() -> None:
    rows = (ROOT / "packs/tieling-county-2017/divisions/divisions.csv").read_text()
    upper = [row.split(",") for row in rows.splitlines()[1:]]
    names = [row[1] for row in upper if row[2] != "village"]
    codes = [row[0] for row in upper]
    found = [
        f"{module.name}: {word}"
        for module in modules()
        for word in (*names, *codes, "211221")
        if word in module.text
    ]
    assert not found, told(found)


PLACE = re.compile(r"^(.{2,}?)(?:(?:壮族)?自治区|省|市|县)")
"""How an issuing body's name begins: a place, and what kind of place it is."""


def test_l4_the_source_names_neither_a_pack_nor_the_place_that_issued_it() -> None:
    packs = [
        yaml.safe_load(file.read_text(encoding="utf-8"))
        for file in sorted((ROOT / "packs").glob("*/pack.yaml"))
    ]
    issuers = [pack["issued_by"]["zh"] for pack in packs]
    places = [found[1] for issuer in issuers if (found := PLACE.match(issuer))]
    ids = [pack["id"] for pack in packs if pack["id"] not in TRIED]
    found = [
        f"{module.name}: {word}"
        for module in modules()
        for word in (*places, *ids)
        if word in module.text
    ]
    assert places
    assert not found, told(found)


TRIED = ("_fictional",)
"""The pack that the program is tried with."""


def test_l4_the_year_of_the_pack_offered_unasked_stands_in_no_source() -> None:
    offered = ROOT / "packs" / (ROOT / "packs" / "DEFAULT").read_text().strip()
    year = yaml.safe_load((offered / "pack.yaml").read_text())["in_force_from"].year
    found = [
        f"{module.name}:{node.lineno}: {node.value}"
        for module in modules()
        for node in ast.walk(module.tree)
        if isinstance(node, ast.Constant)
        and type(node.value) is int
        and node.value == year
    ]
    assert not found, told(found)


def test_l8_no_float_comes_near_a_legal_figure() -> None:
    found = [
        f"{module.name}:{node.lineno}"
        for module in of_law()
        for node in ast.walk(module.tree)
        if (isinstance(node, ast.Constant) and isinstance(node.value, float))
        or (isinstance(node, ast.Call) and ast.unparse(node.func) == "float")
    ]
    assert not found, told(found)


FORBIDDEN_NAMES = re.compile(
    r"^(process|handle|check|do)_|_(data|info)$|^(utils|common|helpers|misc|core|base)$"
)


def test_n1_names_say_something() -> None:
    found = []
    for module in modules():
        if FORBIDDEN_NAMES.search(module.path.stem):
            found.append(module.name)
        found.extend(
            f"{module.name}:{function.lineno} {function.name}"
            for function in module.functions()
            if FORBIDDEN_NAMES.search(function.name.lstrip("_"))
        )
    assert not found, told(found)


def test_n5_n6_comments_neither_promise_nor_tell_history() -> None:
    smell = re.compile(
        r"#.*\b(TODO|FIXME|XXX|HACK|previously|formerly|no longer|used to)\b"
    )
    found = [
        f"{module.name}:{number}"
        for module in modules()
        for number, line in enumerate(module.text.splitlines(), start=1)
        if smell.search(line)
    ]
    assert not found, told(found)


def test_s2_nothing_is_imported_inside_a_function() -> None:
    found = [
        f"{module.name}:{node.lineno}"
        for module in modules()
        for function in module.functions()
        for node in ast.walk(function)
        if isinstance(node, ast.Import | ast.ImportFrom)
    ]
    assert not found, told(found)


def test_s3_no_stage_writes_another_stage_s_table() -> None:
    statement = re.compile(r"\b(?:INSERT INTO|UPDATE|DELETE FROM)\s+([a-z]+)_[a-z]+")
    found = []
    for module in modules():
        stage = module.name.split("/")[2]
        if stage not in STAGES:
            continue
        found.extend(
            f"{module.name}: {match.group(0)}"
            for match in statement.finditer(module.text)
            if match.group(1) in STAGES and match.group(1) != stage
        )
        found.extend(
            f"{module.name}: insert into {table}"
            for table in re.findall(
                r"audit_rows\.insert\(\s*\"([a-z]+)_[a-z]+\"", module.text
            )
            if table != stage
        )
    assert not found, told(found)


def test_s6_there_are_no_signals_and_no_save_overrides() -> None:
    found = [
        f"{module.name}:{function.lineno} {function.name}"
        for module in modules()
        for function in module.functions()
        if function.name in ("save", "delete", "full_clean")
    ]
    found += [m.name for m in modules() if "django.db.models.signals" in m.text]
    found += [m.name for m in modules() if re.search(r"^\s+ordering = ", m.text, re.M)]
    assert not found, told(found)


LONGEST_FILE, LONGEST_FUNCTION, MOST_PARAMETERS, DEEPEST = 450, 60, 8, 4


def test_s7_files_and_functions_stay_readable() -> None:
    found = []
    for module in modules():
        lines = module.text.count("\n")
        if lines > LONGEST_FILE:
            found.append(f"{module.name}: {lines} lines")
        for function in module.functions():
            length = (function.end_lineno or function.lineno) - function.lineno + 1
            parameters = len(function.args.args) + len(function.args.kwonlyargs)
            if length > LONGEST_FUNCTION:
                found.append(f"{module.name}: {function.name} has {length} lines")
            if parameters > MOST_PARAMETERS:
                found.append(f"{module.name}: {function.name} takes {parameters}")
            if _depth(function) > DEEPEST:
                found.append(f"{module.name}: {function.name} is nested too deeply")
    assert not found, told(found)


def _depth(node: ast.AST, *, level: int = 0) -> int:
    nesting = (ast.For, ast.While, ast.If, ast.With, ast.Try, ast.Match)
    deepest = level
    for child in ast.iter_child_nodes(node):
        is_elif = isinstance(node, ast.If) and child in node.orelse
        inner = level + (isinstance(child, nesting) and not is_elif)
        deepest = max(deepest, _depth(child, level=inner))
    return deepest


OFF_SWITCH = re.compile(r"^(skip|force|no|without|ignore|bypass)_|^(force|dry)$")


def test_a1_no_operation_has_an_off_switch() -> None:
    found = [
        f"{module.name}:{function.lineno} {argument.arg}"
        for module in in_stages()
        if "operations" in module.name
        for function in module.functions()
        for argument in (*function.args.args, *function.args.kwonlyargs)
        if OFF_SWITCH.search(argument.arg)
    ]
    assert not found, told(found)


def test_a2_views_reach_objects_only_through_access() -> None:
    found = [
        f"{module.name}:{line} {call}"
        for module in modules()
        if module.path.name == "views.py" or "/pages/" in module.name
        for call, line in module.calls()
        if re.search(r"\.objects\.|get_object_or_404", call)
    ]
    assert not found, told(found)


def test_a5_no_record_of_an_act_is_edited_or_deleted() -> None:
    found = [
        f"{module.name}:{line} {call}"
        for module in in_stages()
        for call, line in module.calls()
        if re.search(
            r"(ActRecord|Hold|PlanAct|AuditEvent)\.objects.*(update|delete)", call
        )
    ]
    assert not found, told(found)


def test_a7_no_number_of_a_possible_person_stands_in_the_repository() -> None:
    number = re.compile(
        r"(?<!\d)[1-9]\d{5}(19|20)\d{2}(0[1-9]|1[0-2])\d{5}[\dXx](?!\d)"
    )
    found = [
        f"{path}:{line}"
        for path, text in tracked_texts()
        for line, words in enumerate(text.splitlines(), start=1)
        if number.search(words)
    ]
    assert not found, told(found)


def test_t1_nothing_below_the_screens_reads_the_clock_or_the_environment() -> None:
    smell = re.compile(
        r"(date\.today|datetime\.now|datetime\.today|timezone\.now|time\.time"
        r"|localdate|os\.environ|getenv)$"
    )
    found = [
        f"{module.name}:{line} {call}"
        for module in modules()
        if not module.is_screen
        for call, line in module.calls()
        if smell.search(call)
    ]
    found += [m.name for m in modules() if not m.is_screen and "os.environ" in m.text]
    assert not found, told(found)


def test_t3_no_first_or_last_without_an_order() -> None:
    found = []
    for module in modules():
        for match in re.finditer(r"\.(first|last)\(\)", module.text):
            before = module.text[: match.start()]
            statement = before[max(before.rfind("\n\n"), 0) :]
            if "order_by" not in statement and "# one row" not in statement:
                line = before.count("\n") + 1
                found.append(f"{module.name}:{line}")
    assert not found, told(found)


def test_e1_every_test_file_is_collected_and_every_test_asserts() -> None:
    found = []
    for module in modules(below=ROOT / "tests"):
        tests = [f for f in module.functions() if f.name.startswith("test_")]
        if tests and not module.path.name.startswith("test_"):
            found.append(f"{module.name} is not collected")
        for test in tests:
            text = ast.unparse(test)
            if not re.search(r"\bassert|raises|refuse|warns|expect_", text):
                found.append(f"{module.name}: {test.name} asserts nothing")
        if re.search(r"mark\.skip\(|mark\.xfail\(|pytest\.skip\(", module.text):
            found.append(f"{module.name} skips")
    assert not found, told(found)


def test_e4_no_test_is_called_by_a_number() -> None:
    found = [
        f"{module.name}: {function.name}"
        for module in modules(below=ROOT / "tests")
        for function in module.functions()
        if re.fullmatch(r"test_(\w+_)?(case)?\d+", function.name)
    ]
    assert not found, told(found)


def test_f1_templates_carry_neither_style_nor_script_of_their_own() -> None:
    smell = re.compile(r"<style|\sstyle=|\son[a-z]+=\"|<script(?![^>]*\bsrc=)", re.I)
    found = [
        f"{path.relative_to(ROOT)}:{line}"
        for path in sorted((ROOT / "src").rglob("*.html"))
        for line, words in enumerate(path.read_text().splitlines(), start=1)
        if smell.search(words)
    ]
    assert not found, told(found)


def test_f2_templates_compare_with_no_code() -> None:
    smell = re.compile(r"{%\s*(el)?if[^%]*[=!]=\s*[\"']")
    found = [
        f"{path.relative_to(ROOT)}:{line}"
        for path in sorted((ROOT / "src").rglob("*.html"))
        for line, words in enumerate(path.read_text().splitlines(), start=1)
        if smell.search(words)
    ]
    assert not found, told(found)


def test_r3_a_silenced_linter_gives_its_reason() -> None:
    found = [
        f"{module.name}:{number}"
        for below in ("src", "tests")
        for module in modules(below=ROOT / below)
        for number, line in enumerate(module.text.splitlines(), start=1)
        if re.search(r"#\s*noqa(?!: [A-Z]+\d+(, [A-Z]+\d+)*  \()", line)
        or re.search(r"#\s*type: ignore(?!\[)", line)
    ]
    assert not found, told(found)


def test_r4_nothing_generated_is_kept() -> None:
    tracked = _git("ls-files").splitlines()
    smell = re.compile(r"\.(pyc|mo|zip|tar|gz|DS_Store|sqlite3|log)$|__pycache__|^var/")
    found = [path for path in tracked if smell.search(path)]
    assert not found, told(found)


def test_the_lock_names_no_address() -> None:
    assert "://" not in (ROOT / "requirements.lock").read_text()


TEXTS = {".py", ".md", ".yaml", ".csv", ".html", ".po", ".txt", ".sql"}


def tracked_texts() -> list[tuple[str, str]]:
    found = []
    kept = _git("ls-files", "--cached", "--others", "--exclude-standard")
    for name in kept.splitlines():
        path = ROOT / name
        if path.suffix in TEXTS and path.is_file():
            found.append((name, path.read_text(encoding="utf-8")))
    return found


def _git(*arguments: str) -> str:
    return subprocess.run(
        ["git", "-C", str(ROOT), "-c", "core.quotepath=off", *arguments],
        capture_output=True,
        text=True,
        check=True,
    ).stdout
