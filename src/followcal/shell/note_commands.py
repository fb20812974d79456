"""The arguments of `followcal draft` and `followcal check`. What the commands need is imported when they run."""

from __future__ import annotations

import argparse
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from followcal.errors import UsageError

if TYPE_CHECKING:
    from followcal.shell.drafting import DraftRequest
    from followcal.shell.remembered import Remembered


def add_draft(commands: Any) -> None:
    """Add the command."""
    text = "what to write for a step: a draft with open places, and a link that opens it as a mail"
    draft = commands.add_parser("draft", help=text, description=text)
    add = draft.add_argument
    add(
        "step",
        metavar="STEP",
        help="thank-you, check-in, call, closing, gracious-reply, offer-notice, references, materials, or a UID",
    )
    _add_interview(draft)
    add("--on", metavar="DATE", help="the day of the interview, where no calendar tells")
    add("--tone", metavar="TONE", help="formal, neutral or casual (default: neutral)")
    add(
        "--set",
        dest="given",
        metavar="NAME=TEXT",
        action="append",
        default=[],
        help="fill in an open place, such as topic",
    )
    add("--templates", metavar="FOLDER", help="your own texts, such as thank-you.txt, in place of ours")
    for name in ("name", "phone", "email"):
        add(
            f"--my-{name}",
            metavar="TEXT",
            help=f"your {'e-mail address' if name == 'email' else name}, in place of the configuration's",
        )
    add("--format", choices=("text", "json", "link"), default="text", help="what to show (default: text)")


def add_check(commands: Any) -> None:
    """Add the command."""
    text = "check notes before they are sent: open places, names, what they must not say, spelling"
    check = commands.add_parser("check", help=text, description=text)
    add = check.add_argument
    add("notes", nargs="+", metavar="NOTE", help="a text or .eml file, or - for standard input; several are compared")
    _add_interview(check)
    add("--allow", metavar="RULE", action="append", default=[], help="leave out a rule, such as salary after an offer")
    add("--format", choices=("text", "json"), default="text", help="what to show (default: text)")


def _add_interview(parser: argparse.ArgumentParser) -> None:
    """Add what says which interview it is about."""
    add = parser.add_argument
    add("--calendar", metavar="FILE", help="your follow-up calendar (default: followups.ics, if it is here)")
    add(
        "--only",
        metavar="TEXT",
        action="append",
        default=[],
        help="the interview with this UID, or this text in title, company or role",
    )
    add("--to", metavar="PERSON", help="the person it goes to: a name, or 'Dana Whitfield <dana@acme.example>'")
    add("--company", metavar="NAME", help="the company, in place of what the calendar says")
    add("--role", metavar="NAME", help="the role, in place of what the calendar says")
    add("--language", metavar="CODE", help="the language, such as en or de")
    add(
        "--config",
        metavar="FILE",
        help="the configuration file (default: followcal/config.toml in your folder for such)",
    )
    add("--now", metavar="ISO-8601", help="as if it were this moment (default: the clock)")


def draft_output(args: argparse.Namespace, now: datetime, known: Remembered | None) -> tuple[str, list[str]]:
    """Return what `followcal draft` shows, and what is left to do; without `known`, it goes by the calendar file."""
    from followcal.formats.note_report import drafts_hints, drafts_json, drafts_text
    from followcal.shell.drafting import drafts
    from followcal.shell.profile import load_profile
    from followcal.shell.remembered import remembered

    known = known or remembered(args.calendar, now)
    found, interview = drafts(_draft_request(args, now), known, load_profile(args.config))
    if args.format == "json":
        return drafts_json(found, interview.uid), []
    if args.format == "link":
        links = [draft.link for draft in found if draft.link]
        if not links:
            raise UsageError(f"{args.step}: a call has no link: leave --format out")
        return "\n".join(links), []
    return drafts_text(found), drafts_hints(found)


def _draft_request(args: argparse.Namespace, now: datetime) -> DraftRequest:
    from followcal.formats.drafts import Sender
    from followcal.formats.phrases.dates import read_date
    from followcal.shell.drafting import DraftRequest

    given = {}
    for text in args.given:
        name, equals, value = text.partition("=")
        if not equals or not value.strip():
            raise UsageError(f"--set {text}: write NAME=TEXT, such as topic='the move to Postgres'")
        given[name.strip()] = value
    return DraftRequest(
        step=args.step,
        now=now,
        only=tuple(args.only),
        to=args.to,
        company=args.company,
        role=args.role,
        on=read_date(args.on, "--on") if args.on else None,
        tone=args.tone,
        language=args.language,
        templates=Path(args.templates) if args.templates else None,
        given=given,
        sender=Sender(args.my_name, args.my_phone, args.my_email),
    )


def check_output(args: argparse.Namespace, now: datetime) -> tuple[str, bool, list[str]]:
    """Return what `followcal check` shows, whether something must be fixed, and which notes cannot be read."""
    from followcal.formats.note_report import checked_json, checked_text
    from followcal.shell.checking import CheckRequest, check_notes
    from followcal.shell.profile import load_profile
    from followcal.shell.remembered import remembered

    request = CheckRequest(
        notes=args.notes,
        now=now,
        only=tuple(args.only),
        to=args.to,
        company=args.company,
        role=args.role,
        language=args.language,
        allowed=tuple(args.allow),
    )
    found, problems = check_notes(request, remembered(args.calendar, now), load_profile(args.config))
    text = checked_json(found) if args.format == "json" else checked_text(found)
    return text, any(note.must_be_fixed for note in found), problems
