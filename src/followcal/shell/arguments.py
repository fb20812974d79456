"""The command line as it is written: commands, options, and what they say about themselves."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Mapping
from typing import NoReturn, TypeAlias

from followcal import __version__
from followcal.errors import UsageError
from followcal.shell.options import (
    add_calendar,
    add_digest,
    add_discreet,
    add_office,
    add_rules,
    add_sources,
    add_target,
)

Commands: TypeAlias = "argparse._SubParsersAction[Parser]"

_EXAMPLES = """\
examples:
  followcal plan interview.ics
      plan the follow-ups, keep them in followups.ics, show them
  followcal plan interview.ics --they-said "by the end of next week"
      the check-in waits for it
  followcal when "within 5 business days" --on 2026-11-18 --country US
      what an employer's words mean, and from when on contact is right
  followcal plan invitations/ --country DE --subdivision BY --closed 2026-12-24..2026-12-31
      a folder of invitations, Bavarian holidays, an office closed over Christmas
  followcal plan interview.ics --format json -o plan.ics
      the plan as data

exit codes: 0 done; 1 failed; 2 wrong use; 3 done, but some input was skipped
"""


_NAMES = "followcal tell 2>/dev/null | sed -n '/^told/q;s/^  //p' | tr -cs '[:alnum:]' ' '"
NAMES_IN_SHELL = {
    "bash": f'_followcal_names() {{ compgen -W "$({_NAMES})" -- "$1"; }}',
    "zsh": f"_followcal_names() {{ compadd -- $({_NAMES}) }}",
}
"""Completion of the names of applications: nothing but their letters and digits reaches the shell."""


class Parser(argparse.ArgumentParser):
    """A parser whose errors are those of followcal."""

    def error(self, message: str) -> NoReturn:
        """Say what is wrong on one line."""
        raise UsageError(f"{message} (see {self.prog} --help)")


def parser(command: str | None = None) -> Parser:
    """Return what reads the command line; with the name of a command, what reads that command, and no other.

    All of them take several times as long as the one that is asked for.
    """
    top = Parser(prog="followcal", description="Job interviews in, the right follow-ups out: in time, never too often.")
    top.epilog = _EXAMPLES
    top.formatter_class = argparse.RawDescriptionHelpFormatter
    top.add_argument("--version", action="version", version=f"followcal {__version__}")
    commands = top.add_subparsers(dest="command", metavar="COMMAND", parser_class=Parser, prog=top.prog)
    for name in [command] if command in _COMMANDS else _COMMANDS:
        _COMMANDS[name](commands)
    return top


def _add_plan(commands: Commands) -> None:
    plan = commands.add_parser(
        "plan",
        help="plan the follow-ups to the interviews in calendar files",
        description="Plan the follow-ups to interviews: when, until when, and why. They are kept in followups.ics.",
        epilog=_EXAMPLES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    add = plan.add_argument
    add_sources(plan)
    add(
        "-o",
        "--output",
        metavar="FILE",
        help="the calendar file to keep (default: followups.ics; - for standard output)",
    )
    add(
        "--format",
        choices=("table", "timeline", "html", "json", "ics"),
        default="table",
        help="what to show (default: table)",
    )
    add(
        "--they-said",
        metavar="WORDS",
        help="what they said about when they answer: 'by the end of next week', or 2026-12-04; "
        "- reads a mail from standard input; 'nothing' takes it back",
    )
    add("--said-on", metavar="DATE", help="when they said it (default: the mail's own date, else the interview day)")
    add_office(plan)
    add_rules(plan)
    add("--changes", metavar="FILE", help="write what is new or changed to this file, too, for importing")
    add("--feed", metavar="FILE", help="write all follow-ups to this file, too, to be published and subscribed to")
    add("--force", action="store_true", help="replace an output file that followcal did not write")
    add("--as", dest="shape", choices=("events", "todos"), default="events", help="what to write (default: events)")
    add_digest(plan)
    add_discreet(plan)


def _add_when(commands: Commands) -> None:
    """Add what reads a stated timeline without planning anything."""
    when = commands.add_parser(
        "when",
        help="say what an employer's words mean: until when they answer, and from when on contact is right",
        description="Say what an employer's words mean, in English, German, French or Spanish. Nothing is written.",
    )
    when.add_argument("words", nargs="+", metavar="WORDS", help="what they said; - reads a mail from standard input")
    when.add_argument(
        "--on", metavar="DATE", help="when they said it (default: the mail's own date, else today); also --said-on"
    )
    when.add_argument("--said-on", dest="on", metavar="DATE", help=argparse.SUPPRESS)
    add_office(when)
    when.add_argument("--format", choices=("table", "json"), default="table", help="what to show (default: table)")


def _add_tell(commands: Commands) -> None:
    tell = commands.add_parser(
        "tell",
        help="tell what happened: 'rejected by Acme', 'Acme: they will decide by Friday'",
        description="Tell what happened; the plan follows. Without words: what can be named, and what was told.",
    )
    words = tell.add_argument("words", nargs="*", metavar="WORDS", help="what happened, and at which employer")
    words.complete = {"bash": "_followcal_names", "zsh": "_followcal_names"}  # type: ignore[attr-defined]
    tell.add_argument("--undo", action="store_true", help="take back what was told")
    tell.add_argument("--dry-run", action="store_true", help="show what it would change; nothing is written")
    tell.add_argument("--format", choices=("table", "json"), default="table", help="what to show (default: table)")
    add_calendar(tell)


def _add_next(commands: Commands) -> None:
    following = commands.add_parser(
        "next",
        help="list what to do now and this week, over all applications",
        description="List what to do now and this week, most urgent first, over all applications. Nothing is written.",
    )
    formats = ("table", "timeline", "json")
    following.add_argument("--format", choices=formats, default="table", help="what to show (default: table)")
    add_calendar(following)


def _add_why(commands: Commands) -> None:
    why = commands.add_parser(
        "why",
        help="explain each date: every day counted, every day skipped, what was said and what was assumed",
        description="Explain the dates of the plan in a calendar file, all or those of the steps named. "
        "Nothing is written.",
    )
    why.add_argument(
        "words",
        nargs="*",
        metavar="[PLAN.ics] [STEP]",
        help="the calendar file, if it is another one, and which step: words of its title, a kind, or a UID",
    )
    why.add_argument("--format", choices=("table", "json"), default="table", help="what to show (default: table)")
    add_calendar(why)


def _add_page(commands: Commands) -> None:
    text = "write the whole search on one page of HTML, to look at in a browser: nothing is loaded, no script is needed"
    page = commands.add_parser("page", help=text, description=text)
    add = page.add_argument
    add("plan", nargs="?", metavar="PLAN.ics", help="the calendar file (default: followups.ics)")
    add("-o", "--output", metavar="FILE", help="the page (default: followups.html; - for standard output)")
    add("--force", action="store_true", help="replace a file that followcal did not write")
    add("--now", metavar="ISO-8601", help="as if it were this moment (default: the clock)")
    add_discreet(page)
    add_rules(page)


def _add_find(commands: Commands) -> None:
    find = commands.add_parser(
        "find",
        help="list what is taken for an interview in calendar files, what nearly is, and why",
        description="List what is taken for an interview, what nearly is, and why. Nothing is written.",
    )
    add_sources(find)
    find.add_argument("--format", choices=("table", "json"), default="table", help="what to show (default: table)")


def _add_policy(commands: Commands) -> None:
    """Add what shows and checks policies."""
    text = "show, check and compare policies: rules as data, each with its source"
    actions = commands.add_parser("policy", help=text, description=text).add_subparsers(
        dest="action", metavar="ACTION", parser_class=Parser, required=True
    )
    for name, nargs, text in (
        ("list", None, "list the packs of rules that come with followcal"),
        ("show", "*", "show the policy that results from packs and files, each value with where it comes from"),
        ("check", "+", "check policies, each by itself: all problems, with their lines"),
        ("diff", None, "show what the second policy changes against the first, or the first against the default"),
    ):
        action = actions.add_parser(name, help=text, description=text)
        if nargs:
            action.add_argument("policies", nargs=nargs, metavar="NAME|FILE", help="a pack or a policy file")
    action.add_argument("policies", metavar="A", help="a pack or a policy file")
    action.add_argument("other", metavar="B", nargs="?", help="another one")


def _add_sync(commands: Commands) -> None:
    sync = commands.add_parser(
        "sync",
        help="keep the follow-ups in a calendar right: on a server, in a folder or in a file",
        description="Read interviews from calendars, and keep the follow-ups to them right, in the calendar for them. "
        "What you edit, move or delete there stays so. Calendars that are read are never written.",
        epilog="exit codes: 0 done; 1 failed; 2 wrong use; 3 done, but something was skipped or is in conflict",
    )
    add_sources(sync, nargs="*", extra=", or ACCOUNT:CALENDAR (default: as configured)")
    add = sync.add_argument
    add_target(sync)
    add("--dry-run", action="store_true", help="show what would be written; nothing is")
    add("--quiet", action="store_true", help="print nothing where nothing changed and nothing is wrong")
    add(
        "--force", action="store_true", help="go on though most follow-ups are gone from the calendar: you deleted them"
    )
    formats = ("table", "timeline", "json")
    add("--format", choices=formats, default="table", help="what to show (default: table)")
    text = (
        "write events that name nobody: what they are about stays on this computer (default: as configured, or before)"
    )
    add("--discreet", action=argparse.BooleanOptionalAction, default=None, help=text)
    text = "what to write, into a calendar that is new (default: as configured, or as before; events)"
    add("--as", dest="shape", choices=("events", "todos"), help=text)
    add_digest(sync)
    add_office(sync)
    add_rules(sync)
    for way, text in (("keep", "keep what you made of this event"), ("take", "take what is planned for it")):
        add(f"--{way}", metavar="UID", action="append", default=[], help=f"settle a conflict: {text}")


def _add_conflicts(commands: Commands) -> None:
    conflicts = commands.add_parser(
        "conflicts",
        help="list what you and the plan changed differently",
        description="List the events of which you and the plan changed the same field since the last run. What is "
        "yours stays; followcal sync --keep UID or --take UID settles it.",
    )
    add_target(conflicts)
    conflicts.add_argument("--format", choices=("table", "json"), default="table", help="what to show (default: table)")


def _add_draft(commands: Commands) -> None:
    from followcal.shell.note_commands import add_draft

    add_draft(commands)


def _add_check(commands: Commands) -> None:
    from followcal.shell.note_commands import add_check

    add_check(commands)


def _add_init(commands: Commands) -> None:
    from followcal.shell.setup_commands import add_init

    add_init(commands)


def _add_doctor(commands: Commands) -> None:
    from followcal.shell.setup_commands import add_doctor

    add_doctor(commands)


def _add_bulk(commands: Commands) -> None:
    from followcal.shell.bulk_commands import add_bulk

    add_bulk(commands)


def _add_table(commands: Commands) -> None:
    from followcal.shell.bulk_commands import add_table

    add_table(commands)


def _add_completion(commands: Commands) -> None:
    completion = commands.add_parser("completion", help="print a completion script for your shell")
    completion.add_argument("shell", choices=("bash", "zsh", "tcsh"))


_COMMANDS: Mapping[str | None, Callable[[Commands], None]] = {
    "plan": _add_plan,
    "when": _add_when,
    "tell": _add_tell,
    "next": _add_next,
    "sync": _add_sync,
    "conflicts": _add_conflicts,
    "why": _add_why,
    "page": _add_page,
    "find": _add_find,
    "policy": _add_policy,
    "draft": _add_draft,
    "check": _add_check,
    "init": _add_init,
    "doctor": _add_doctor,
    "bulk": _add_bulk,
    "table": _add_table,
    "completion": _add_completion,
}
"""What adds each command, in the order of the help."""
