"""The arguments of `followcal init` and `followcal doctor`. What the commands need is imported when they run."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable
from datetime import datetime
from typing import Any


def add_init(commands: Any) -> None:
    """Add the command."""
    text = "set up where interviews are read and where follow-ups are kept, test it, and explain what is found"
    init = commands.add_parser(
        "init",
        help=text,
        description=f"{text.capitalize()}. What no option says is asked for; empty lines take what is offered. "
        "The password itself is never asked for, shown or written: a command of yours gives it.",
    )
    add = init.add_argument
    add("--server", metavar="ADDRESS", help="a CalDAV server: its https address, or icloud or fastmail")
    add("--folder", metavar="FOLDER", help="keep follow-ups in this folder or .ics file, without a server")
    add("--name", metavar="NAME", help="what to call the account (default: home)")
    add("--user", metavar="NAME", help="the user name on the server")
    add("--password-command", metavar="COMMAND", help="a command that prints the password, such as 'pass show cal'")
    add("--certificates", metavar="FILE", help="the file of a certificate authority of your own")
    add("--calendar", metavar="NAME", help="the calendar for follow-ups; one that is not there is made")
    add(
        "--source",
        metavar="SOURCE",
        action="append",
        default=[],
        help="a calendar of the account, a file, a folder or a secret address with interviews; several times",
    )
    _add_config(init)


def add_doctor(commands: Any) -> None:
    """Add the command."""
    text = "look at configuration, passwords, servers and calendars: what was found, and what to do"
    doctor = commands.add_parser("doctor", help=text, description=f"{text.capitalize()}. Nothing is written.")
    _add_config(doctor)
    doctor.add_argument("--format", choices=("table", "json"), default="table", help="what to show (default: table)")


def _add_config(parser: argparse.ArgumentParser) -> None:
    text = "the configuration (default: config.toml in your folder for configurations)"
    parser.add_argument("--config", metavar="FILE", help=text)


def doctor_output(args: argparse.Namespace, now: datetime, width: int, *, color: bool) -> tuple[str, bool]:
    """Return what `followcal doctor` shows, and whether a check failed."""
    from followcal.formats.check_report import Mark, checks_json, checks_table
    from followcal.shell.checkup import examine

    checks = list(examine(args.config, now))
    failed = any(check.mark is Mark.BAD for check in checks)
    return (checks_json(checks) if args.format == "json" else checks_table(checks, width=width, color=color)), failed


def run_init(args: argparse.Namespace, say: Callable[[str], None]) -> None:
    """Set up what the options say; ask for the rest."""
    from followcal.shell.setting_up import Answers, set_up

    answers = Answers(
        server=args.server,
        folder=args.folder,
        name=args.name,
        user=args.user,
        password_command=args.password_command,
        certificates=args.certificates,
        calendar=args.calendar,
        sources=tuple(args.source),
        config=args.config,
    )
    set_up(answers, say, lambda: sys.stdin.readline() if sys.stdin else "")
