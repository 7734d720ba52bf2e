"""The house stays as it was built. Reads files and registries only: no database.

Every list here goes by folders and registries, so a new room is looked at from its first day.
"""

from __future__ import annotations

import ast
import importlib
import re
import tomllib
from functools import lru_cache
from importlib.util import find_spec
from pathlib import Path

import pytest
from django import forms
from django.apps import apps
from django.db import models

from intentional_connection.access.models import ScopedQuerySet
from intentional_connection.access.privacy import PLAIN, Privacy
from intentional_connection.access.seats import CEILING, GRANTS, Can, Seat
from intentional_connection.journal.history import Past
from intentional_connection.journal.verb import REGISTRY
from intentional_connection.practice import edition as editions
from intentional_connection.ui import messages
from tests import rights
from tests.source import (
    PACKAGE,
    ROOMS,
    ROOT,
    committed,
    functions,
    in_two_languages,
    name,
    nothing,
    python,
    table,
    templates,
    text,
    tree,
    views,
    visible,
)

PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
#: Public functions beside the verbs, each with its reason: they ask no right and write no act of their own.
HELPERS = {
    "people.account_of": "called inside add_members and begin",
    "people.forget_second_step": "called inside reset_second_step",
    "partners.begin": "at the first start nobody has an account: makes one and asks found_site as it",
    "cases.keep_tasks": "called inside open_board, say_circumstances, record_arrival and the meetings",
    "cases.senders": "whom to tell",
    "cases.take_on": "called inside accept and reach_out",
    "cases.fingerprint": "a digest",
    "cases.settle_in": "called inside accept",
    "cases.ask_again": "called inside refer_again and refer_to_new_place",
    "cases.first_to_call": "whom to call in a group",
    "cases.require_word": "whether an adult's word may be written down",
    "cases.write_choice": "called inside the choices, take_part_again and add_following",
    "cases.keep_minutes": "asks its right itself; every few seconds is no act for the journal",
    "cases.seems_known": "asks look_for_duplicate, where all is answered and not too often",
    "cases.why_not_refer": "a sentence or nothing for the sender's page",
}
#: Tables without a wall: read before anybody is known, or holding neither a person nor a case.
OPEN_TABLES = {"people_account", "people_signin", "people_try", "access_ceiling", "partners_site", "practice_adoption"}
#: Words that nobody would want to be called by (docs/glossary.md). In French, « case » is a box to tick.
UNWELCOME = {
    "en": re.compile(r"\b(cases?|case managers?|clients?|beneficiar(y|ies)|dossiers?)\b", re.IGNORECASE),
    "fr": re.compile(r"\b(dossiers?|clients?|clientes?|bénéficiaires?|gestionnaires? de cas)\b", re.IGNORECASE),
}


def edition_files() -> list[Path]:
    return [path for path in committed() if "editions" in path.parts and path.suffix in {".toml", ".csv"}]


def verb_modules() -> list[str]:
    found = [f"intentional_connection.{room}.verbs" for room in ROOMS]
    return [module for module in found if find_spec(module)]


def our_models() -> list[type[models.Model]]:
    ours = [model for model in apps.get_models() if model.__module__.startswith("intentional_connection.")]
    return [model for model in ours if not issubclass(model, Past) and ".tests." not in model.__module__]


def public_verb_functions() -> dict[str, ast.FunctionDef]:
    files = [path for path in python() if path.stem == "verbs" or path.parent.name == "verbs"]
    found = {}
    for path in files:
        room = path.relative_to(PACKAGE).parts[0]
        tops = [node for node in tree(path).body if isinstance(node, ast.FunctionDef)]
        found |= {f"{room}.{node.name}": node for node in tops if not node.name.startswith("_")}
    return found


def registered() -> dict[str, Can]:
    for module in verb_modules():
        importlib.import_module(module)
    return {f"{one.room}.{one.name}": one.can for one in REGISTRY if f"intentional_connection.{one.room}.verbs" in verb_modules()}


def test_every_public_function_of_the_verbs_goes_through_the_door() -> None:
    nothing((set(public_verb_functions()) - set(HELPERS)) ^ set(registered()))
    assert set(HELPERS) <= set(public_verb_functions()), "a helper that is gone"


def test_every_right_is_granted_and_asked_by_a_verb() -> None:
    assert set(GRANTS) == set(Can)
    assert all(GRANTS.values()), "a right that nobody has"
    assert set(registered().values()) == set(Can)
    assert set(CEILING) == set(Seat) - {Seat.SELF}
    assert all(write & ~read == 0 for read, write in CEILING.values()), "writing without reading"


def test_a_changed_right_is_seen_in_review() -> None:
    """Rewrite on purpose:  .venv/bin/python -m tests.rights > tests/golden/rights.txt, then docs/access.md."""
    golden = (ROOT / "tests/golden/rights.txt").read_text(encoding="utf-8")
    assert rights.text() == golden
    handbook = text(ROOT / "docs/access.md")
    for part in golden.strip().split("\n\n"):
        assert part in handbook, "docs/access.md no longer shows the tables of tests/golden/rights.txt"


def test_a_view_asks_one_verb_at_most_and_only_through_done() -> None:
    wrong = []
    for path in views():
        for view in functions(path):
            calls = [node for node in ast.walk(view) if isinstance(node, ast.Call)]
            asked = sum(_is(call.func, "done") for call in calls)
            past = [ast.unparse(call.func) for call in calls if _is_verb_call(call)]
            wrong += [f"{name(path)}:{view.lineno} {view.name}: {asked} asked, past done: {past}"] if asked > 1 or past else []
    assert any(_is(node, "done") for path in views() for node in ast.walk(tree(path)) if isinstance(node, ast.Name))
    nothing(wrong)


def _is(node: ast.expr, word: str) -> bool:
    return isinstance(node, ast.Name) and node.id == word


def _is_verb_call(call: ast.Call) -> bool:
    """A verb called past `done`; a helper beside the verbs may be called."""
    return isinstance(call.func, ast.Attribute) and _is(call.func.value, "verbs") and call.func.attr in _verb_names()


@lru_cache
def _verb_names() -> set[str]:
    return {one.split(".")[1] for one in registered()}


def test_views_reach_rows_through_seen_and_queryset_methods_only() -> None:
    forbidden = {"filter", "exclude", "create", "bulk_create", "get_or_create", "update_or_create", "raw", "save", "delete"}
    wrong = []
    for path in views():
        for node in ast.walk(tree(path)):
            if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Attribute):
                continue
            owner = ast.unparse(node.func.value)
            if node.func.attr in forbidden or (owner.endswith(".objects") and node.func.attr in {"get", "all", "first"}):
                wrong.append(f"{name(path)}:{node.lineno} {owner}.{node.func.attr}")
    nothing(wrong)


def test_every_field_has_a_privacy_class() -> None:
    wrong = []
    for model in our_models():
        fields = {field.name for field in model._meta.concrete_fields if field.name != "pk"}
        known = getattr(model, "PRIVACY", {})
        wrong += [f"{model.__name__}.{field}: no class" for field in fields - set(known)]
        wrong += [f"{model.__name__}.{field}: no such field" for field in set(known) - fields]
        wrong += [f"{model.__name__}: {one!r}" for one in known.values() if not isinstance(one, Privacy)]
        typed = {field.name for field in model._meta.concrete_fields if isinstance(field, models.TextField)}
        wrong += [f"{model.__name__}.{field}: free text is not PLAIN" for field in typed if known.get(field) == PLAIN]
    nothing(wrong)


def test_every_row_of_a_family_says_its_level_and_what_opens_it() -> None:
    scoped = [model for model in our_models() if isinstance(model._default_manager.all(), ScopedQuerySet)]
    wrong = []
    for model in scoped:
        wrong += [f"{model.__name__}: {part}" for part in ("LEVEL", "WRITE_LEVEL", "SCOPES") if not getattr(model, part, None)]
        columns = {"pk", *(field.attname for field in model._meta.concrete_fields)}
        wrong += [f"{model.__name__}: no column {scope}" for scope in set(getattr(model, "SCOPES", ())) - columns]
    assert scoped
    nothing(wrong)


def test_every_table_has_two_walls_or_a_reason() -> None:
    policies = "\n".join(line for room in ROOMS for line in _sql(room))
    tables = {model._meta.db_table: model for model in our_models()}
    past = {m._meta.db_table for m in apps.get_models() if issubclass(m, Past)}
    wrong = [f"{one}: no policies" for one in {*tables, *past} - OPEN_TABLES if not _walled(one, policies)]
    wrong += [f"{one}: not forced" for one in {*tables, *past} - OPEN_TABLES if f"{one} FORCE ROW LEVEL" not in policies]
    first = {one for one, model in tables.items() if not hasattr(model._default_manager.all(), "visible_to")}
    nothing(wrong)
    nothing(first - {"people_account", "people_signin", "people_try", "access_ceiling", "access_reach"})  # without visible_to()


def _walled(db_table: str, policies: str) -> bool:
    return f"POLICY reads ON {db_table} " in policies


def _sql(room: str) -> list[str]:
    """What the room's migrations say in SQL, in their order."""
    files = sorted((PACKAGE / room / "migrations").glob("0*.py"))
    modules = [importlib.import_module(f"intentional_connection.{room}.migrations.{path.stem}") for path in files]
    return [str(one.sql) for module in modules for one in module.Migration.operations if hasattr(one, "sql")]


def test_every_shipped_edition_reads_and_speaks_both_languages() -> None:
    folders = [path for path in (PACKAGE / "practice/editions").iterdir() if path.is_dir()]
    assert folders
    nothing([line for folder in folders for line in editions.check(folder)])
    said = [(path, key, texts) for path in edition_files() for key, texts in in_two_languages(path)]
    nothing(f"{name(path)} {key}: only {texts}" for path, key, texts in said if not all(texts.get(one, "").strip() for one in ("en", "fr")))


def test_the_room_table_is_the_folders_and_the_import_contract() -> None:
    shown = [re.findall(r"`(\w+)/`", row[0])[0] for row in table(ROOT / "ARCHITECTURE.md", "Room")]
    (stairs,) = [one for one in PROJECT["tool"]["importlinter"]["contracts"] if one["name"] == "Stairs go down only"]
    layers = [re.findall(r"(?<!\()\b\w+\b(?!\))", layer) for layer in stairs["layers"]]
    assert shown == [room for layer in layers for room in layer], "ARCHITECTURE.md against the contract's layers"
    assert sorted(shown) == ROOMS, "ARCHITECTURE.md against the folders"


def test_the_glossary_knows_every_model_and_every_verb_in_both_languages() -> None:
    rows = table(ROOT / "docs/glossary.md", "English")
    known = {word for row in rows if row[0] and row[1] for word in re.findall(r"`(\w+)`", row[2])}
    wanted = {model.__name__ for model in our_models()} | {one.split(".")[1] for one in registered()}
    nothing(sorted(wanted - known))
    nothing([row for row in rows if not row[0] or not row[1]])


@pytest.mark.parametrize("path", [path for path in committed() if path.suffix == ".css"], ids=name)
def test_a_sheet_has_no_left_or_right_and_no_colour_of_its_own(path: Path) -> None:
    plain = re.sub(r"/\*.*?\*/", "", text(path), flags=re.DOTALL)
    sides = r"(?<![\w-])(?:(?:margin|padding|border|inset)-(?:left|right)|left|right|float|clear)[\w-]*\s*:|text-align\s*:\s*(?:left|right)"
    nothing(re.findall(sides, plain))
    outside = re.sub(r"--[\w-]+\s*:[^;}]*", "", plain)
    named = "white|black|red|green|blue|gr[ae]y|yellow|orange|crimson|navy|teal|purple|pink|brown|silver|gold"
    colours = rf"#[0-9a-fA-F]{{3,8}}\b|\b(?:rgba?|hsla?|oklch|lab)\(|[:\s](?:{named})(?=[\s;}}])"
    nothing([found for found in re.findall(colours, outside) if found])


@pytest.mark.parametrize("path", templates(), ids=name)
def test_a_page_calls_nobody_a_file(path: Path) -> None:
    nothing(found.group() for found in UNWELCOME["en"].finditer(visible(path)))


@pytest.mark.parametrize("room", ROOMS)
def test_no_sentence_in_either_language_calls_anybody_a_file(room: str) -> None:
    english = [part for one in messages.sentences(room) for part in _parts(one.id)]
    french = [part for one in messages.known(room) for part in _parts(one.string)]
    for language, said in (("en", english), ("fr", french)):
        shown = [re.sub(r"%\(\w+\)s|{\w+}", "", part) for part in said]
        nothing(part for part in shown if UNWELCOME[language].search(part))


def test_the_same_sentence_has_the_same_french_in_every_room() -> None:
    """Where two mean different things, a context tells them apart."""
    nothing(messages.disagreements())


def _parts(said: object) -> list[str]:
    """A sentence, or the forms of a count."""
    return [said] if isinstance(said, str) else [str(one) for one in said or ()]  # type: ignore[attr-defined]


def test_no_edition_calls_anybody_a_file() -> None:
    """The catalogue of tasks was taken over unchanged; docs/data.md says what to reword before a page shows it."""
    said = [texts for path in edition_files() if path.suffix == ".toml" for _key, texts in in_two_languages(path)]
    assert said
    nothing(texts[one] for texts in said for one in ("en", "fr") if UNWELCOME[one].search(texts[one]))


@pytest.mark.parametrize("path", templates(), ids=name)
def test_a_template_is_a_page_or_a_named_part_without_inline_style_or_script(path: Path) -> None:
    inside = text(path)
    roots = {"base.html", "light.html"}  # what the others extend
    part = path.name.startswith("_") or path.name in roots or path.suffix == ".txt" or {"forms", "widgets"} & set(path.parts)
    assert part or re.search(r"{%\s*extends\s", inside), "extend base.html, or begin the name with _"
    nothing(re.findall(r"\sstyle=|\son\w+=\"|<style|<script(?![^>]*\ssrc=)|javascript:", inside))
    nothing(re.findall(r"(?:src|href|action)=[\"'](?:https?:)?//", inside))


def test_functions_and_files_stay_small() -> None:
    tall = [
        f"{name(path)}:{node.lineno} {node.name}"
        for path in python(tests=True)
        for node in functions(path)
        if (node.end_lineno or 0) - node.lineno + 1 > 50
    ]
    long = [name(path) for path in [*python(tests=True), *templates()] if len(text(path).splitlines()) > 400]
    nothing([*tall, *long])


def test_what_a_room_offers_says_what_it_does() -> None:
    wrong = []
    for path in python():
        for node in tree(path).body:
            public = isinstance(node, ast.FunctionDef | ast.ClassDef) and not node.name.startswith("_")
            wrong += [f"{name(path)}:{node.lineno} {node.name}"] if public and _must_say(node) and not ast.get_docstring(node) else []
    silent = [room for room in ROOMS if not ast.get_docstring(tree(PACKAGE / room / "__init__.py"))]
    nothing([*wrong, *silent])


def _must_say(node: ast.stmt) -> bool:
    """What Django asks for (apps, querysets, choices, small expressions) says it by its name."""
    if not isinstance(node, ast.ClassDef):
        return True
    plain = ("AppConfig", "QuerySet", "Choices", "Manager", "Func")
    return not any(ast.unparse(base).split("[")[0].endswith(plain) for base in node.bases)


def test_nothing_is_set_beyond_the_transaction() -> None:
    """A setting of the connection would be found by the next who borrows it from the pool."""
    beyond = re.compile(r"set_config\s*\([^;]*?,\s*(?:false|is_local\s*=>\s*false)\s*\)|\bSET\s+SESSION\s+(?:ROLE|AUTH)", re.IGNORECASE)
    kinds = {".py", ".sql"}
    nothing([name(path) for path in committed() if path.suffix in kinds and path != Path(__file__) and beyond.search(text(path))])


def test_the_locks_hold_every_dependency_with_hashes_and_name_no_index() -> None:
    wanted = {"requirements.txt": PROJECT["project"]["dependencies"]}
    wanted["requirements-dev.txt"] = wanted["requirements.txt"] + PROJECT["project"]["optional-dependencies"]["dev"]
    for lock, dependencies in wanted.items():
        inside = text(ROOT / lock)
        named = [re.split(r"[\[~>=<; ]", one)[0].lower() for one in dependencies]
        nothing([one for one in named if not re.search(rf"^{re.escape(one)}==", inside, re.MULTILINE)])
        nothing([line for line in inside.splitlines() if "://" in line or re.match(r"\s*-(-\w|[fi]\b)", line.replace("--hash", ""))])
        pins = re.split(r"^(?=[a-z0-9])", inside, flags=re.MULTILINE)[1:]
        nothing([pin.split(" ")[0] for pin in pins if "--hash=sha256:" not in pin])


def test_every_dependency_has_its_reason_beside_it() -> None:
    block = re.findall(r"^(?:dependencies|dev) = \[\n(.*?)^\]", text(ROOT / "pyproject.toml"), re.MULTILINE | re.DOTALL)
    lines = [line for part in block for line in part.splitlines()]
    named = len(PROJECT["project"]["dependencies"]) + len(PROJECT["project"]["optional-dependencies"]["dev"])
    assert len(lines) == named
    nothing([line for line in lines if not re.search(r'",?\s+# \w+', line)])
    assert len(PROJECT["project"]["dependencies"]) <= 20


def test_no_file_names_a_machine() -> None:
    # The first letters stand in brackets, so that this line does not name what it looks for.
    machine = re.compile(r"(?<![\w.])/(?:[w]ork|[r]oot|[U]sers|[h]ome/\w+|[t]mp/team)/")
    nothing([f"{name(path)}: {found.group()}" for path in committed() for found in machine.finditer(text(path))])


def test_every_field_that_takes_text_says_how_much() -> None:
    for path in [path for path in python() if path.stem == "forms" or path.parent.name == "forms"]:
        nothing(f"{name(path)}:{call.lineno}" for call in ast.walk(tree(path)) if isinstance(call, ast.Call) and _is_unlimited(call))
        importlib.import_module(".".join(path.relative_to(ROOT / "src").with_suffix("").parts).removesuffix(".__init__"))
    fields = [(form, key, field) for form in _below(forms.BaseForm) for key, field in form.base_fields.items()]
    taking_text = [one for one in fields if isinstance(one[2], forms.CharField) and not isinstance(one[2], forms.UUIDField)]
    assert taking_text
    nothing(f"{form.__name__}.{key}" for form, key, field in taking_text if not field.max_length)


def _is_unlimited(call: ast.Call) -> bool:
    kind = ast.unparse(call.func).rpartition(".")[2]
    limits = {word.arg for word in call.keywords} & {"max_length", None}
    return kind in {"CharField", "RegexField", "SlugField", "URLField"} and not limits


def _below(kind: type) -> list[type[forms.Form]]:
    below = [one for sub in kind.__subclasses__() for one in [sub, *_below(sub)]]
    ours = [one for one in below if one.__module__.startswith("intentional_connection.") and ".tests." not in one.__module__]
    return [one for one in ours if hasattr(one, "base_fields")]


def test_what_the_documents_point_at_exists() -> None:
    documents = [path for path in committed() if path.suffix == ".md"]
    settings = "\n".join(text(path) for path in committed() if path.suffix != ".md" and path.suffix in {".py", ".sql", ""})
    wrong = []
    for path in documents:
        links = re.findall(r"\]\((?!https?:|mailto:|#)([^)#\s]+)", text(path))
        wrong += [f"{name(path)}: {link}" for link in links if not (path.parent / link).exists()]
        wrong += [f"{name(path)}: {word}" for word in re.findall(r"\b(?:IC|DATABASE)_[A-Z_]+\b", text(path)) if word not in settings]
    nothing(wrong)
