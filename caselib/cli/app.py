"""The commands, and how their errors reach a person: one sentence, never a traceback."""

from __future__ import annotations

import gc
import sys

import typer

from caselib.cli import codebook, explain, learn, measure, mine, parse, privacy, report, teach
from caselib.cli.speech import complain
from caselib.errors import CaselibError

app = typer.Typer(
    name="caselib",
    help="从中文投诉材料到案例、图谱与报告 / Chinese complaint documents to cases, graphs and reports",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)
app.command("parse")(parse.parse)
app.command("study")(parse.study)
app.command("mine")(mine.mine)
app.command("explain")(explain.explain)
app.command("evaluate")(measure.evaluate)
app.command("learn")(learn.learn)
app.command("report")(report.report)
app.add_typer(codebook.app, name="codebook")
app.add_typer(privacy.app, name="privacy")
app.add_typer(teach.app, name="teach")


def main() -> None:
    """Run the command line."""
    # A command loads what lives to its end; the collector of circles would look at it a hundred times before the first document is read.
    gc.set_threshold(100_000, 20, 50)
    try:
        app()
    except CaselibError as error:
        complain(str(error))
        sys.exit(1)
    except KeyboardInterrupt:
        sys.exit(130)
    except BrokenPipeError:
        # The reader (head, less) went away; nothing is wrong.
        sys.stderr.close()
        sys.exit(0)
