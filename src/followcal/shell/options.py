"""Options that several commands have."""

from __future__ import annotations

import argparse


def add_office(parser: argparse.ArgumentParser) -> None:
    """Add what says on which days the employer works."""
    add = parser.add_argument
    add(
        "--country",
        metavar="CODE",
        action="append",
        default=[],
        help="whose business days count: US, GB or US-CA; several: all must be open",
    )
    add("--subdivision", metavar="CODE", help="the part of the country, such as CA or BY")
    add(
        "--closed",
        metavar="DATE[..DATE]",
        action="append",
        default=[],
        help="days on which the employer is closed; 'nothing' takes them back",
    )
    add(
        "--open",
        metavar="DATE[..DATE]",
        action="append",
        default=[],
        help="days on which the employer works all the same",
    )
    add("--weekend", metavar="DAYS", help="the employer's weekend, such as sat,sun or fri,sat")


def add_rules(parser: argparse.ArgumentParser) -> None:
    """Add what else is to be gone by: other appointments, other rules."""
    parser.add_argument(
        "--busy",
        metavar="SOURCE",
        action="append",
        default=[],
        help="a calendar of yours, a folder of them, or -: follow-ups keep out of the way of what is in it",
    )
    parser.add_argument(
        "--policy",
        metavar="NAME|FILE",
        action="append",
        default=[],
        help="a pack of rules, or rules of your own (TOML); several: each over the ones before it",
    )


def add_calendar(parser: argparse.ArgumentParser) -> None:
    """Add what says which calendar file to look at, and when."""
    add = parser.add_argument
    add("-o", "--output", metavar="FILE", help="the calendar file (default: followups.ics, or followup-todos.ics)")
    add("--now", metavar="ISO-8601", help="as if it were this moment (default: the clock)")
    add_rules(parser)


def add_digest(parser: argparse.ArgumentParser) -> None:
    """Add what switches the weekly digest."""
    parser.add_argument(
        "--digest",
        action=argparse.BooleanOptionalAction,
        default=None,
        help="keep an all-day event on Mondays that lists the week; remembered",
    )


def add_discreet(parser: argparse.ArgumentParser) -> None:
    """Add what hides names in what is shared."""
    parser.add_argument(
        "--discreet",
        action=argparse.BooleanOptionalAction,
        default=None,
        help="what is shared (--changes, --feed, --format ics or html, page) names nobody (default: as configured)",
    )


def add_target(parser: argparse.ArgumentParser) -> None:
    """Add what says which calendar is kept, and by which configuration."""
    add = parser.add_argument
    add("--to", metavar="TARGET", help="the calendar for follow-ups: ACCOUNT:CALENDAR, a folder, or an .ics file")
    add("--config", metavar="FILE", help="the configuration (default: config.toml in your folder for configurations)")


def add_sources(parser: argparse.ArgumentParser, *, nargs: str = "+", extra: str = "") -> None:
    """Add what says where interviews are and which events are some."""
    add = parser.add_argument
    text = f"an .ics or .eml file, a folder of them, the https address of a calendar, or - for standard input{extra}"
    add("sources", nargs=nargs, metavar="SOURCE", help=text)
    for option, name, value, text in (
        ("--only", "only", "TEXT", "only events with this UID, or this text in their title, are interviews"),
        ("--match", "match", "TEXT", "events with this UID, or this text in their title, are interviews, too"),
        ("--not", "excluded", "TEXT", "events with this UID, or this text in their title, are none, or are called off"),
        ("--me", "me", "ADDRESS", "an e-mail address of yours: you are no interviewer"),
    ):
        add(option, dest=name, metavar=value, action="append", default=[], help=text)
    add("--since", metavar="DATE", help="leave out interviews before this day (default: 90 days ago)")
    add("--timezone", metavar="ZONE", help="the zone of the interviews, such as Europe/Berlin")
    add("--now", metavar="ISO-8601", help="as if it were this moment (default: the clock)")
