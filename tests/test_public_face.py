"""What a stranger meets first: the version, the citation, the issue forms, the commands printed."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest
import typer
import yaml

from mnist_space import __version__
from mnist_space.cli.app import app

ROOT = Path(__file__).parents[1]
CI = (ROOT / ".ci" / "run").read_text().splitlines()
FORMS = sorted((ROOT / ".github" / "ISSUE_TEMPLATE").glob("[!c]*.yml"))
PAGES = ["README.md", "CONTRIBUTING.md", *(f"docs/{p.name}" for p in (ROOT / "docs").glob("*.md"))]


def test_changelog_citation_and_package_name_one_version():
    newest = re.findall(
        r"^## \[(\d\S*)\] - (\S+)$", (ROOT / "CHANGELOG.md").read_text(), re.MULTILINE
    )[0]
    citation = yaml.safe_load((ROOT / "CITATION.cff").read_text())
    assert newest == (__version__, citation["date-released"])
    assert citation["version"] == __version__


def test_the_workflow_runs_the_one_script():
    workflow = yaml.safe_load((ROOT / ".github/workflows/ci.yml").read_text())
    (job,) = workflow["jobs"].values()
    assert [step["run"] for step in job["steps"] if "run" in step] == [".ci/run"]


def test_hooks_before_a_commit_are_what_the_script_runs():
    config = yaml.safe_load((ROOT / ".pre-commit-config.yaml").read_text())
    hooks = [hook for repo in config["repos"] for hook in repo["hooks"]]
    assert hooks
    assert {hook["entry"] for hook in hooks} <= set(CI)


@pytest.mark.parametrize("form", FORMS, ids=lambda path: path.stem)
def test_an_issue_form_is_whole(form):
    """As GitHub's schema for issue forms asks; one that breaks it is not shown at all."""
    content = yaml.safe_load(form.read_text())
    assert {"name", "description", "body"} <= set(content)
    fields = content["body"]
    assert {field["type"] for field in fields} <= {"textarea", "input", "checkboxes"}
    assert all(field["attributes"]["label"] for field in fields)
    ids = [field["id"] for field in fields]
    assert len(ids) == len(set(ids))


PROGRAM = re.compile(r"(?:`|^ *)(?:python -m mnist_space|mnist-space) ([^`\n#]+)", re.MULTILINE)


def printed_commands() -> list[tuple[str, str]]:
    """Each call of the command line: its page, and what follows the program."""
    found = []
    for page in PAGES:
        text = (ROOT / page).read_text().replace("\\\n", " ")
        for name, value in re.findall(r'^ *([A-Z]+)="(.*)"$', text, re.MULTILINE):
            text = text.replace(f"${name} ", f"{value} ")
        found += [(page, line.strip()) for line in PROGRAM.findall(text)]
    assert len(found) > 15
    return found


@pytest.mark.parametrize(("page", "line"), printed_commands())
def test_a_printed_command_has_a_real_name_and_real_options(page, line):
    name, *words = shlex.split(line)
    command = typer.main.get_command(app).commands[name]
    options = {option for parameter in command.params for option in parameter.opts}
    assert {word for word in words if word.startswith("--")} <= options


@pytest.mark.parametrize("page", PAGES)
def test_a_printed_program_or_link_exists(page):
    text = (ROOT / page).read_text()
    for program in re.findall(r"python ((?:benchmarks|docs)/\w+\.py)", text):
        assert (ROOT / program).exists(), program
    for target in re.findall(r"\]\(([^)#\s]+)[^)]*\)", text):
        assert target.startswith("http") or (ROOT / page).parent.joinpath(target).exists(), target
