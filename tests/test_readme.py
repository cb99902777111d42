"""What the README says can be done: its commands, targets, names, files and links are there."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import click
import pytest
import typer.main

import caselib
from caselib.cli.app import app

ROOT = Path(__file__).resolve().parent.parent
READMES = [ROOT / "README.md", ROOT / "README.zh-CN.md"]
TEXTS = {path.name: path.read_text(encoding="utf-8") for path in READMES if path.is_file()}
TARGETS = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))

every_readme = pytest.mark.parametrize("text", TEXTS.values(), ids=TEXTS)


def commands(text: str) -> list[list[str]]:
    """Every ``caselib …`` of the text, in words."""
    found = re.findall(r"(?m)^(?: {4}|> ?| *)?caselib ([a-z].*?)(?:\s+#.*)?$", text) + re.findall(r"`caselib ([a-z][^`]*)`", text)
    return [shlex.split(re.sub(r"[…\[\]]", "", each)) for each in found]


def test_both_are_there():
    assert set(TEXTS) == {path.name for path in READMES}


@every_readme
def test_every_command_and_option_exists(text: str):
    root = typer.main.get_command(app)
    assert commands(text)
    for words in commands(text):
        command: click.Command = root
        while isinstance(command, click.Group) or hasattr(command, "commands"):
            assert words, f"{command.name} needs a command"
            assert words[0] in command.commands, words
            command = command.commands[words.pop(0)]
        known = {option for parameter in command.params for option in parameter.opts}
        assert {word for word in words if word.startswith("-") and word != "-"} <= known, words


@every_readme
def test_every_make_target_exists(text: str):
    named = set(re.findall(r"(?:`|^ {4})make ([a-z-]+)", text, re.MULTILINE))
    assert {"study", "test"} <= named <= TARGETS


@every_readme
def test_every_name_of_the_package_exists(text: str):
    for dotted in set(re.findall(r"\bcl\.([a-z_]+(?:\.[a-z_]+)?)", text)):
        found = caselib
        for part in dotted.split("."):
            found = getattr(found, part)


@every_readme
def test_every_link_and_picture_exists(text: str):
    targets = re.findall(r"\]\(([^)#]+?)(?:#[^)]*)?\)", text)
    assert not [target for target in targets if "://" not in target and not (ROOT / target).exists()]
