"""The command line: a function for each command of `whosewords`."""

import inspect
import os
import shutil
import sys
import tempfile
import time
from pathlib import Path
from typing import Annotated, Any

import typer

from . import __version__, terminal
from .stats import count

app = typer.Typer(
    help="Read the news closely: who is speaking, in whose words, and in what tone.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode="rich",
    context_settings={"help_option_names": ["-h", "--help"]},
)

REMARKS = 5
"""Files left out and corrections that did not fit that are named on the terminal, of one report."""
PATH_HELP = "A file, a folder, a table, a store, a URL, or - for text pasted on standard input."
REPORT_HELP = "A report: its page, its folder or its findings.json; or a folder with many reports."
MinConfidence = Annotated[
    float,
    typer.Option(
        "--min-confidence",
        min=0,
        max=1,
        help="Keep only attributions the program is this sure of: more of them are right, and more are missed "
        "(how many: the model card, README.md in attribution/weights).",
    ),
]
Parameters = Annotated[
    list[str] | None,
    typer.Option("--parameter", "-p", metavar="name=value", help="Give the notebooks a parameter; repeatable."),
]
Text = Annotated[
    str, typer.Option("--text", metavar="full|excerpts", help="Whole articles in the page, or short evidence only.")
]
Share = Annotated[bool, typer.Option("--share", help="A page to pass on: excerpts, unless --text full says otherwise.")]
Pseudonyms = Annotated[
    bool, typer.Option("--pseudonyms", help="Replace the names of private persons; overrule who is in private.csv.")
]
Profile = Annotated[
    str, typer.Option("--profile", metavar="full|brief", help="brief: findings, evidence and articles alone.")
]
Pdf = Annotated[bool, typer.Option("--pdf", help="Print each page to a PDF as well (needs Chromium).")]
Jobs = Annotated[int, typer.Option("--jobs", "-j", min=0, help="Processes at work at once; 0: one for each processor.")]


class UsageError(Exception):
    """Something asked for in a way that cannot be meant; ends with exit code 2."""


def _version(asked: bool) -> None:
    if asked:
        _tell(f"whosewords {__version__}")
        raise typer.Exit


@app.callback()
def _whole(
    version: Annotated[
        bool, typer.Option("--version", is_eager=True, callback=_version, help="Print the version.")
    ] = False,
    debug: Annotated[bool, typer.Option("--debug", help="Show where an error comes from.")] = False,
) -> None:
    if debug:
        import logging

        logging.basicConfig(level=logging.DEBUG, format="%(name)s: %(message)s")
        for noisy in ("matplotlib", "papermill", "asyncio"):
            logging.getLogger(noisy).setLevel(logging.WARNING)


@app.command(context_settings={"allow_extra_args": True, "ignore_unknown_options": True})
def lab(context: typer.Context) -> None:
    """Open JupyterLab at the first notebook; further options go to JupyterLab.

    Installed without a clone, the notebooks are first copied to ./whosewords-notebooks; copies already there stay.
    """
    import subprocess

    first = lab_notebook()
    root, inside = (first.parent.parent, f"{first.parent.name}/{first.name}")
    command = [sys.executable, "-m", "jupyterlab", f"--ServerApp.root_dir={root}"]
    command += [f"--LabApp.default_url=/lab/tree/{inside}", *context.args]
    raise typer.Exit(subprocess.run(command, check=False).returncode)


def lab_notebook() -> Path:
    """Return the notebook to open first: in the clone, else in a copy of the notebooks in the working directory."""
    from . import paths

    folder = paths.notebooks()
    if paths.root().name == "_project":
        copy = Path.cwd() / "whosewords-notebooks"
        copy.mkdir(exist_ok=True)
        for notebook in sorted(folder.rglob("*.ipynb")):
            target = copy / notebook.relative_to(folder)
            if not target.exists():
                target.parent.mkdir(parents=True, exist_ok=True)
                shutil.copyfile(notebook, target)
        folder = copy
    return folder / "00-start-here.ipynb"


@app.command(epilog="Example: whosewords report seeds -p top=20")
def report(
    corpora: Annotated[list[str] | None, typer.Argument(metavar="PATH", help=PATH_HELP)] = None,
    out: Annotated[Path, typer.Option("--out", "-o", help="The folder for the reports.")] = Path("reports"),
    params: Annotated[
        Path | None,
        typer.Option("--params", metavar="FILE", help="A YAML file of runs: for each a name, a corpus and settings."),
    ] = None,
    min_confidence: MinConfidence = 0.0,
    jobs: Jobs = 0,
    parameter: Parameters = None,
    text: Text = "",
    share: Share = False,
    pseudonyms: Pseudonyms = False,
    profile: Profile = "full",
    pdf: Pdf = False,
    force: Annotated[bool, typer.Option("--force", help="Make unchanged reports again too.")] = False,
) -> None:
    """Make an HTML report of each corpus: OUT/<name>.html, and OUT/index.html with all of them.

    Stopped, or killed, and started again, it makes what is missing. Exit code 1: a report could not be made, or is
    without a notebook that failed. 2: asked for in a wrong way.
    """
    from .engine import process

    process.warm_up()
    from . import batch
    from .report import UnknownParameterError

    options = _options(parameter, min_confidence, text, share, pseudonyms, profile, pdf)
    shown = _Shown()
    try:
        runs: list[Any] = [*(corpora or []), *(batch.settings.read(params, options) if params else [])]
        if not runs:
            raise UsageError("report: Missing argument PATH: name a corpus, or a file of runs with --params")
        outcomes = batch.run(
            runs, out, options=options, jobs=_jobs(jobs), force=force, on_corpus=shown.corpus,
            on_step=shown.step, on_done=lambda o: shown.done(o, out), on_wait=shown.say,
        )  # fmt: skip
    except (UnknownParameterError, batch.SettingsError) as error:
        raise UsageError(str(error)) from error
    except KeyboardInterrupt:
        shown.close()
        shown.say(f"stopped; what is done stays in {out}, and the same command again makes the rest")
        sys.stderr.flush()
        os._exit(130)  # not to wait for a text that is being parsed
    finally:
        shown.close()
    if len(outcomes) > 1:
        shown.say(f"{sum(o.complete for o in outcomes)} of {len(outcomes)} complete: {out / batch.INDEX}")
    if not all(o.complete for o in outcomes):
        raise typer.Exit(1)


@app.command(epilog="Example: whosewords watch desk --out reports")
def watch(
    folder: Annotated[Path, typer.Argument(metavar="FOLDER", help="Each folder in it is a corpus.")],
    out: Annotated[Path, typer.Option("--out", "-o", help="The folder for the reports.")] = Path("reports"),
    wait: Annotated[
        float, typer.Option("--wait", min=0.1, help="Seconds without a change after which a corpus is whole.")
    ] = 2.0,
    min_confidence: MinConfidence = 0.0,
    jobs: Jobs = 0,
    parameter: Parameters = None,
    text: Text = "",
    share: Share = False,
    pseudonyms: Pseudonyms = False,
    profile: Profile = "full",
    pdf: Pdf = False,
) -> None:
    """Report on each corpus in a folder, at once and whenever it changes, until it is stopped (Ctrl-C, SIGTERM).

    A corpus that is still being written to is waited for. One that cannot be read is named, with the reason, and the
    others go on. The reports and their index are those of `whosewords report`; what is unchanged is kept.

    Exit code 0: stopped. 1: the folder cannot be watched any more. 2: asked for in a wrong way.
    """
    import signal

    from . import watch as watching
    from .report import UnknownParameterError

    options = _options(parameter, min_confidence, text, share, pseudonyms, profile, pdf)
    shown = _Shown()

    def told(outcome: Any) -> None:
        shown.done(outcome, out)

    try:
        signal.signal(signal.SIGTERM, signal.default_int_handler)
        watching.watch(folder, out, options=options, jobs=_jobs(jobs), quiet=wait, say=shown.say, on_done=told)
    except (NotADirectoryError, ValueError, UnknownParameterError) as error:
        raise UsageError(str(error)) from error
    except KeyboardInterrupt:
        shown.say("stopped")


@app.command(epilog="Example: whosewords diff monday/seeds.html tuesday/seeds.html")
def diff(
    old: Annotated[Path, typer.Argument(metavar="OLD", help=REPORT_HELP)],
    new: Annotated[Path, typer.Argument(metavar="NEW", help="The same of the later one.")],
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON, for other programs.")] = False,
) -> None:
    """Say what changed between two reports: findings new and gone, their numbers before and after, articles.

    Reports of two output folders are compared by name. When they were made is no change; with which versions and
    choices is one, for it may be what changed the rest.

    Exit code 0: nothing changed. 1: something did. 2: asked for in a wrong way, or a report cannot be read.
    """
    from .findings import changes, record

    try:
        found = changes.compare(old, new)
    except (changes.ChangesError, record.RecordError, FileNotFoundError) as error:
        raise UsageError(str(error)) from error
    if as_json:
        typer.echo(changes.text(found).rstrip())
    else:
        _tell("\n".join(changes.sentences(found)) or "Nothing changed.")
    if len(found):
        raise typer.Exit(1)


@app.command(epilog='Example: whosewords check reports/seeds.html --by "Ann Example" --note "read all evidence"')
def check(
    reports: Annotated[list[Path], typer.Argument(metavar="REPORT", help="A report: its page or its folder.")],
    by: Annotated[str, typer.Option("--by", metavar="NAME", help="Who has checked it.")] = "",
    note: Annotated[str, typer.Option("--note", metavar="TEXT", help="What else there is to say.")] = "",
    draft: Annotated[bool, typer.Option("--draft", help="Make a draft of it again.")] = False,
) -> None:
    """Say who has checked a report, from today on: in its page, and in status.yaml in its folder.

    A status is of what was checked: when findings or articles change, the report is a draft again and says so.

    status.yaml can be written by hand as well; the next run of `whosewords report` takes it up.
    """
    from . import batch
    from .report import status

    if bool(by.strip()) == draft:
        raise UsageError("check: give --by NAME, or --draft to take a check back")
    for place in reports:
        folder = status.folder_of(place)
        if draft:
            status.write(folder, status.Status(note=note or None))
        else:
            status.check(folder, by, note or None)
        _tell(f"{folder.name}: {status.refresh(folder).text}")
        batch.write_index(folder.parent)


@app.command(epilog="Example: whosewords annotate articles/ --out articles.store --jobs 4")
def annotate(
    path: Annotated[str, typer.Argument(metavar="PATH", help=PATH_HELP)],
    out: Annotated[Path, typer.Option("--out", "-o", help="The folder for the store.")],
    min_confidence: MinConfidence = 0.0,
    jobs: Jobs = 0,
) -> None:
    """Annotate a corpus into a store: a folder with one Parquet file for each table."""
    from .corpus import write_store

    corpus = write_store(path, out, min_confidence=min_confidence, jobs=_jobs(jobs))
    left = f", {len(corpus.left_out):,} left out" if len(corpus.left_out) else ""
    n = int(corpus.sql("SELECT count(*) AS n FROM articles")["n"].iloc[0])
    _tell(f"{out}: {count(n, 'article')}{left}")
    for row in corpus.left_out.itertuples(index=False):
        _tell(f"  left out {row.source_file}: {row.reason}", err=True)


@app.command(epilog="Example: whosewords sample articles/ --out coding --size 300")
def sample(
    path: Annotated[str, typer.Argument(metavar="PATH", help=PATH_HELP)],
    out: Annotated[Path, typer.Option("--out", "-o", help="The folder for the sheet, the instructions and the key.")],
    size: Annotated[int, typer.Option("--size", "-n", min=1, help="How many words to draw.")] = 200,
    seed: Annotated[int, typer.Option("--seed", help="Another seed draws other words.")] = 0,
    min_confidence: MinConfidence = 0.0,
    jobs: Jobs = 0,
) -> None:
    """Draw a random sample for people to code blind: the first half of measuring how often the machine is right.

    OUT gets sheet.csv and instructions.txt, for the coders, and key.json with the machine's answers, not for them.

    Words are drawn by voice and outlet. Corrections beside the articles are not applied: the machine is measured.
    """
    from . import validation
    from .corpus import read_corpus

    corpus = read_corpus(path, corrections=False, min_confidence=min_confidence, jobs=_jobs(jobs))
    drawn = validation.sample(corpus, size, seed)
    validation.write(drawn, out)
    _tell(f"{out / validation.SHEET}: {len(drawn.sheet):,} words to code; the key is {out / validation.KEY}")


@app.command(epilog="Example: whosewords score coding/key.json ann.csv bo.csv --out scores")
def score(
    key: Annotated[Path, typer.Argument(metavar="KEY", help="The key.json that whosewords sample wrote.")],
    coded: Annotated[list[Path], typer.Argument(metavar="SHEET", help="The coded sheet; one for each coder.")],
    out: Annotated[Path | None, typer.Option("--out", "-o", help="A folder for the results as CSV.")] = None,
) -> None:
    """Score coded sheets: precision and recall by voice and outlet, shares corrected for the error, agreement."""
    from . import sheets, validation

    coding = validation.read(key, coded)
    _tell(validation.told(coding))
    if out is not None:
        out.mkdir(parents=True, exist_ok=True)
        for name in ("accuracy", "shares", "agreement", "disagreements"):
            sheets.write(out / f"{name}.csv", getattr(validation, name)(coding))


@app.command(epilog="Example: whosewords export articles/ --for r --out articles-for-r")
def export(
    path: Annotated[str, typer.Argument(metavar="PATH", help=PATH_HELP)],
    target: Annotated[str, typer.Option("--for", metavar="r|csv|parquet", help="What it is for.")],
    out: Annotated[Path, typer.Option("--out", "-o", help="The folder for the export.")],
    min_confidence: MinConfidence = 0.0,
    jobs: Jobs = 0,
) -> None:
    """Write a corpus as flat tables for other programs, with a codebook, a methods paragraph and BibTeX.

    For R there are documents and a dictionary of the labels for quanteda as well, and a script that reads them.
    """
    from . import export as exporting
    from .corpus import read_corpus

    if target not in exporting.TARGETS:
        raise UsageError(f"--for {target}: it is one of {', '.join(exporting.TARGETS)}")
    corpus = read_corpus(path, min_confidence=min_confidence, jobs=_jobs(jobs))
    exporting.write(corpus, out, target)  # type: ignore[arg-type]
    _tell(f"{out / exporting.CODEBOOK} says what is in the folder")


@app.command(name="class", epilog="Example: whosewords class data/corpora/tanners-bridge --out answers")
def class_(
    path: Annotated[str, typer.Argument(metavar="PATH", help=PATH_HELP)],
    out: Annotated[
        Path, typer.Option("--out", "-o", help="The folder for the answers, a file for each code name.")
    ] = Path("answers"),
    article: Annotated[
        list[str] | None, typer.Option("--article", "-a", metavar="ID", help="Only this article; repeatable.")
    ] = None,
    room: Annotated[
        bool, typer.Option("--room", help="Open it to all devices on this network, with a token and a QR code.")
    ] = False,
    port: Annotated[int, typer.Option("--port", min=0, max=65535, help="0: any that is free.")] = 8642,
    pages: Annotated[
        Path | None,
        typer.Option(
            "--pages", metavar="PATH", help="Write the pages to a folder (or a .zip), to open from disk, and stop."
        ),
    ] = None,
    lessons: Annotated[
        bool, typer.Option("--lessons/--no-lessons", help="With the lessons and their handouts as pages.")
    ] = True,
) -> None:
    """Let a class read the lessons and code articles by hand, without programming, and show how far it agrees.

    Learners open a page on their own devices, make up a code name and answer; the teacher's page shows agreement as
    answers come in. Without --room only this computer can open it. Nothing leaves your network.
    """
    from . import classroom
    from .corpus import read_corpus

    corpus = read_corpus(path)
    chosen = list(corpus.whole["article_id"])
    for wanted in article or ():
        if wanted not in chosen:
            raise UsageError(f"--article {wanted}: there is none in {path}; there are {', '.join(chosen[:8])} …")
    chosen = article or chosen
    if pages is not None:
        classroom.prepare(corpus, chosen, pages, lessons=lessons, on_done=lambda n: _tell(f"{n} is ready", err=True))
        _tell(
            f"{pages}: {count(len(chosen), 'article')} to code; collect the saved files in {out}, then ww.agreement(…)"
        )
        return
    made = classroom.Classroom(corpus, out, token=classroom.token() if room else "", articles=chosen)
    scratch = tempfile.TemporaryDirectory(prefix="whosewords-class-")

    def ready(learners: str, teacher: str) -> None:
        if lessons:
            made.prepare(Path(scratch.name), _tell)
        if room:
            import segno

            _tell("OPEN TO THE ROOM: whoever is on this network and has the address can open the pages and answer.")
            segno.make(learners).terminal(compact=True)
        _tell(f"Learners:  {learners}\nTeacher:   {teacher}\nAnswers:   {out}\nCtrl-C ends the class.")

    try:
        classroom.serve(made, room=room, port=port, ready=ready)
    except KeyboardInterrupt:
        _tell(f"The answers are in {out}.")
    except OSError as error:
        raise UsageError(f"--port {port}: {error.strerror}; name another port, or 0 for any that is free") from error
    finally:
        scratch.cleanup()


@app.command(epilog="Example: whosewords lesson article.txt --out lesson --level easy")
def lesson(
    path: Annotated[str, typer.Argument(metavar="ARTICLE", help=PATH_HELP)],
    out: Annotated[Path, typer.Option("--out", "-o", help="The folder for notebook, worksheet and key.")],
    article: Annotated[
        str | None, typer.Option("--article", "-a", metavar="ID", help="Which article, where there are several.")
    ] = None,
    level: Annotated[str, typer.Option("--level", help="easy, medium or hard.")] = "medium",
    seed: Annotated[int, typer.Option("--seed", help="Another seed number asks other things.")] = 0,
    number: Annotated[int, typer.Option("--items", "-n", min=1, help="How many questions, at most.")] = 10,
) -> None:
    """Make exercises from an article: a notebook that checks itself, a worksheet to print, and the answer key.

    OUT/learners gets notebook.ipynb and worksheet.html, without the answers; OUT/teacher gets answer-key.html.
    """
    from . import exercises
    from .corpus import read_corpus
    from .report import write

    if level not in exercises.LEVELS:
        raise UsageError(f"--level {level}: it is one of {', '.join(exercises.LEVELS)}")
    corpus = read_corpus(path)
    known = list(corpus.whole["article_id"])
    if article is None and len(known) > 1:
        raise UsageError(f"{path} has {count(len(known), 'article')}: choose one with --article, such as {known[0]}")
    if article is not None and article not in known:
        raise UsageError(f"--article {article}: there is none in {path}; there are {', '.join(known[:8])} …")
    made = exercises.lesson(corpus, article or known[0], level=level, seed=seed, n=number)
    if made.items.empty:
        raise ValueError(f"{path}: {' '.join(made.remarks)}")
    files = {
        "learners/notebook.ipynb": exercises.notebook(made),
        "learners/worksheet.html": exercises.worksheet(made),
        "teacher/answer-key.html": exercises.key(made),
    }
    for name, text in files.items():
        (out / name).parent.mkdir(parents=True, exist_ok=True)
        _tell(write(out / name, text))
    graded = int(made.items["graded"].sum())
    n = len(made.items)
    _tell(f"{count(n, 'item')}, {graded} graded, the others to talk about. {exercises.LEVELS[made.level]}")
    for line in [*made.remarks, *(f"{heading.rstrip('?')}: {text}" for heading, text in made.notes)]:
        _tell(f"  {line}")
    _tell(f"To print: {out / 'learners' / 'worksheet.html'}; for you: {out / 'teacher' / 'answer-key.html'}")
    _tell(f"On a screen: {Path(sys.executable).parent / 'jupyter-lab'} {out / 'learners' / 'notebook.ipynb'}")


def _in_one_line(text: str) -> str:
    """Return a docstring with each paragraph in one line, for the terminal to break where it ends."""
    return "\n\n".join(" ".join(paragraph.split()) for paragraph in text.split("\n\n"))


for _command in app.registered_commands:
    _command.help = _in_one_line(inspect.getdoc(_command.callback) or "")


def main(arguments: list[str] | None = None) -> None:
    """Run the command line; what goes wrong is one clear line and an exit code, the traceback only with --debug."""
    asked = sys.argv[1:] if arguments is None else arguments
    try:
        app(args=asked)
    except (Exception, KeyboardInterrupt) as error:
        if "--debug" in asked:
            raise
        code = 2 if isinstance(error, UsageError) else 130 if isinstance(error, KeyboardInterrupt) else 1
        said = "stopped" if isinstance(error, KeyboardInterrupt) else str(error) or type(error).__name__
        _tell(f"whosewords: {said}", err=True)
        sys.exit(code)


def _jobs(asked: int) -> int:
    from .annotate import default_jobs

    return asked or default_jobs()


def _options(
    parameter: list[str] | None,
    min_confidence: float,
    text: str,
    share: bool,
    pseudonyms: bool,
    profile: str,
    pdf: bool,
) -> Any:
    """Return the options of a report as they were given on the command line."""
    from .report import Options

    return Options(
        parameters=dict(_parameter(p) for p in parameter or []),
        min_confidence=min_confidence,
        text=_one_of("--text", text or ("excerpts" if share else "full"), ("full", "excerpts")),
        pseudonyms=pseudonyms,
        profile=_one_of("--profile", profile, ("full", "brief")),
        pdf=pdf,
    )


def _one_of(option: str, value: str, known: tuple[str, ...]) -> Any:
    if value not in known:
        raise UsageError(f"{option} {value}: it is one of {', '.join(known)}")
    return value


def _parameter(text: str) -> tuple[str, Any]:
    """Return name and value of “name=value”: numbers, true, false and none are read as such, the rest is text."""
    name, equals, value = text.partition("=")
    if not equals or not name.isidentifier():
        raise UsageError(f"-p {text}: write name=value, with the name of a parameter in the notebooks")
    known: dict[str, Any] = {"true": True, "false": False, "none": None}
    if value.lower() in known:
        return name, known[value.lower()]
    for kind in (int, float):
        try:
            return name, kind(value)
        except ValueError:
            continue
    return name, value


class _Shown:
    """What a person sees of a run, on standard error: a bar with the time left, and a line for each report."""

    def __init__(self) -> None:
        from rich.console import Console

        self.console = Console(stderr=True, highlight=False, soft_wrap=True)
        self.bar: Any = None
        self.begun = time.perf_counter()
        self.share = 0.0

    def corpus(self, number: int, total: int, path: str) -> None:
        if total > 1 and not self.console.is_terminal:
            from rich.markup import escape

            left = ""
            if self.share:
                left = f", about {_duration((time.perf_counter() - self.begun) * (1 / self.share - 1))} left"
            self.console.print(f"[dim]{number} of {total}{left}:[/dim] {escape(terminal.visible(path))}")

    def step(self, what: str, done: int, total: int) -> None:
        self.share = done / total
        if not self.console.is_terminal:
            return
        if self.bar is None:
            from rich.progress import BarColumn, Progress, TextColumn, TimeRemainingColumn

            columns = (TextColumn("{task.description}"), BarColumn(), TimeRemainingColumn(elapsed_when_finished=True))
            self.bar = Progress(*columns, console=self.console, transient=True)
            self.bar.start()
            self.bar.add_task("", total=total)
        task = self.bar.tasks[0]
        from rich.markup import escape

        self.bar.update(task.id, completed=done, total=total, description=escape(terminal.visible(what)))

    def done(self, outcome: Any, out: Path) -> None:
        if outcome.error:
            self.say(f"no report of {outcome.path}: {outcome.error.removeprefix(outcome.path + ': ')}")
            return
        left_out = f", {outcome.left_out:,} left out" if outcome.left_out else ""
        how = "unchanged, kept" if outcome.state == "kept" else _duration(outcome.seconds)
        self.say(f"{out / outcome.page} ({count(outcome.articles, 'article')}{left_out}; {how})")
        for remark in outcome.remarks[:REMARKS]:
            self.say(f"  {remark}")
        if len(outcome.remarks) > REMARKS:
            self.say(f"  and {len(outcome.remarks) - REMARKS:,} more, in the report")
        if outcome.failed:
            self.say(f"  not complete: {', '.join(outcome.failed)} stopped with an error, shown in the report")

    def say(self, text: str) -> None:
        from rich.markup import escape

        self.console.print(escape(terminal.lines(text)))

    def close(self) -> None:
        if self.bar is not None:
            self.bar.stop()
            self.bar = None


def _tell(text: object, err: bool = False) -> None:
    """Print lines in which names and texts of strangers may stand."""
    typer.echo(terminal.lines(str(text)), err=err)


def _duration(seconds: float) -> str:
    return (
        f"{seconds:.0f} s"
        if seconds < 90
        else f"{seconds / 60:.0f} min"
        if seconds < 5400
        else f"{seconds / 3600:.1f} h"
    )


if __name__ == "__main__":
    main()
