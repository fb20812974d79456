"""The command line: parses, looks at the clock, calls one command, prints, and returns the exit code.

Each command imports what it needs when it runs: help and errors must not wait for calendars.
"""

from __future__ import annotations

import argparse
import gc
import os
import re
import sys
import warnings
from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime, tzinfo
from pathlib import Path
from typing import TYPE_CHECKING, Any

from followcal.errors import FollowcalError, UsageError
from followcal.shell.arguments import NAMES_IN_SHELL, parser
from followcal.shell.clock import MachineZone

if TYPE_CHECKING:
    from followcal.core.business_days import BusinessCalendar
    from followcal.core.interview import DateRange, Office, Region
    from followcal.core.policy import Policy
    from followcal.core.schedule import Schedule
    from followcal.shell.addresses import Address
    from followcal.shell.busy import BusySettings
    from followcal.shell.configuration import Configuration
    from followcal.shell.kept_start import KeptStart
    from followcal.shell.progress import Progress
    from followcal.shell.remembered import Remembered
    from followcal.shell.request import Request
    from followcal.shell.search import Outcome
    from followcal.shell.sync_commands import SyncOutcome


_WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_PIPED_WIDTH = 100
_TIMELINE_WIDTH = 80
_TOLD = 5
"""Failed writes that are told one by one."""

_FIRST_YEAR, _LAST_YEAR = 1900, 2200
COLLECT_AFTER = 500_000, 10, 10
"""After how many objects rubbish is looked for: a command is over soon, and looking costs a fifth of its time."""


def command() -> int:
    """Run followcal as a process that ends with it: nobody looks for rubbish when it ends.

    What libraries warn of is for programmers: it is shown where Python was asked to show it.
    """
    if not sys.warnoptions:
        warnings.simplefilter("ignore")
    try:
        return main()
    finally:
        gc.freeze()


def main(argv: Sequence[str] | None = None) -> int:
    """Run followcal and return its exit code."""
    gc.set_threshold(*COLLECT_AFTER)
    try:
        return _run(argv)
    except FollowcalError as error:
        for line in error.lines:
            _say(line)
        return error.exit_code
    except BrokenPipeError:
        _drop_output()  # whoever read it has seen enough
        return 1
    except OSError as error:
        _drop_output()
        _say(f"cannot be written to standard output: {error.strerror or error}")
        return 1
    except KeyboardInterrupt:
        return 130
    except Exception as error:  # no traceback ever reaches a user
        if os.environ.get("FOLLOWCAL_DEBUG"):
            raise
        _say(f"this should not have happened ({type(error).__name__}: {error}); FOLLOWCAL_DEBUG=1 shows where")
        return 1


def _run(argv: Sequence[str] | None) -> int:
    words = sys.argv[1:] if argv is None else argv
    if any("://" in word for word in words):  # first of all: an error would quote it
        from followcal.shell.addresses import refuse_password

        for word in words:
            refuse_password(word)
    arguments = parser(words[0] if words else None)
    args = arguments.parse_args(words)
    _refuse_empty(args)
    if args.command in _COMMANDS:
        code = _COMMANDS[args.command](args)
        for kept in _kept:
            kept.keep()
        return code
    if args.command == "completion":
        return _completion(parser(), args.shell)
    arguments.print_help()
    return 2


def _refuse_empty(args: argparse.Namespace) -> None:
    """Raise UsageError for an empty argument: it is a variable that is not set, and means whatever a path can mean."""
    for name, value in vars(args).items():
        given = value if isinstance(value, list) else [value]
        if any(isinstance(each, str) and not each.strip() for each in given):
            raise UsageError(f"{_SHOWN.get(name) or f'--{name}'.replace('_', '-')} is empty")


_SHOWN = {
    "sources": "SOURCE",
    "words": "WORDS",
    "step": "STEP",
    "notes": "NOTE",
    "policies": "NAME or FILE",
    "other": "NAME or FILE",
    "plan": "PLAN.ics",
    "source": "IN",
    "target": "OUT",
    "excluded": "--not",
    "given": "--set",
}
"""What the arguments are called that are not called as they are kept."""


def _drop_output() -> None:
    """Send what is still to be written nowhere: Python would fail on it once more while it shuts down."""
    if sys.stdout is not None:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _find(args: argparse.Namespace) -> int:
    _alone()
    from followcal.shell.commands import find_interviews
    from followcal.shell.request import Request

    with _progress() as progress:
        finds = find_interviews(Request(**_sources_of(args), progress=progress))
    for warning in finds.warnings:
        _say(f"note: {warning}")
    for problem in finds.problems:
        _say(f"skipped: {problem}")
    if args.format == "json":
        from followcal.formats.json import finds_json

        warnings = finds.warnings + finds.problems
        text = finds_json(finds.taken, finds.near_misses, finds.found, now=_now(args.now), warnings=warnings)
        _print_bytes(f"{text}\n")
    else:
        from followcal.formats.finds import finds_table

        width, color = _terminal()
        _print_text(finds_table(finds.taken, finds.near_misses, width=width, color=color))
    return 3 if finds.problems else 0


def _sources_of(args: argparse.Namespace) -> dict[str, Any]:
    """Return what of a request says where interviews are and which events are some."""
    for option in ("only", "match", "not"):
        if "" in (value.strip() for value in getattr(args, "excluded" if option == "not" else option)):
            raise UsageError(f"--{option} is empty")
    for address in args.me:
        if "@" not in address:
            raise UsageError(f"--me {address!r} is no e-mail address")
    return {
        "sources": [_source(each, args.command) for each in args.sources],
        "now": _now(args.now),
        "home_zone": _home_zone,
        "timezone": _zone(args.timezone),
        "me": frozenset(address.strip().casefold().removeprefix("mailto:") for address in args.me),
        "only": tuple(args.only),
        "match": tuple(args.match),
        "excluded": tuple(args.excluded),
        "since": _date(args.since, "--since"),
    }


def _date(text: str | None, option: str) -> date | None:
    """Return the day that an option names, if it is there."""
    if not text:
        return None
    from followcal.formats.phrases.dates import read_date

    return read_date(text, option)


def _source(text: str, command: str) -> str | Address:
    """Return a source as it is named, or its address: written out, or by its name in the configuration."""
    from followcal.shell.addresses import address_in, is_address

    if is_address(text):
        return address_in(text)
    if command == "sync" or text == "-" or os.path.exists(text):  # noqa: PTH110  (a name may be too long for a path)
        return text
    from followcal.shell.profile import config_file

    if not config_file().is_file():
        return text
    from followcal.shell.accounts import address_of
    from followcal.shell.configuration import load_configuration

    settings = load_configuration().addresses.get(text)
    return address_of(settings) if settings else text


def _plan(args: argparse.Namespace) -> int:
    _alone()
    from msgspec.structs import replace

    from followcal.shell.commands import plan_files

    if args.output == "-" and args.format in ("json", "html"):
        raise UsageError(f"-o - and --format {args.format} both write to standard output: name a file with -o FILE")
    with _progress() as progress:
        request = replace(_request(args), progress=progress, discreet=_is_discreet(args))
        outcome = plan_files(request)
    _notes(outcome)
    if args.discreet and request.output and not request.changes and args.format not in ("ics", "html"):
        _say(f"note: {request.output} holds all details and is yours alone: share what --changes FILE writes")
    _show(args, request, outcome)
    return 3 if outcome.problems else 0


def _tell_what(args: argparse.Namespace) -> int:
    _alone()
    from followcal.shell.commands import tell, told_so_far
    from followcal.shell.sync_commands import tell_target, told_in_target

    target = _target_instead(args)
    request = _of_calendar(args)
    sentence = " ".join(args.words).strip()
    if not sentence:
        if args.undo or args.dry_run:
            raise UsageError("tell what? Such as followcal tell 'rejected by Acme'")
        names, lines = told_in_target(request, target) if target else told_so_far(request)
        named, told = (f"  {name}" for name in names), (f"  {line}" for line in lines)
        _print_text("\n".join(("can be named", *named, *(("told", *told) if lines else ()))))
        return 0
    if target:
        text, synced = tell_target(request, target, sentence, undo=args.undo, dry_run=args.dry_run)
        if args.format != "json":
            _print_text(f"{text}\n")
        return _show_sync(args, synced)
    telling = tell(request, sentence, undo=args.undo, dry_run=args.dry_run)
    _notes(telling.outcome)
    if args.format != "json":
        _print_text(f"{telling.text}\n")
    _show(args, request, telling.outcome)
    if args.dry_run and args.format != "json":
        _print_text("dry run: nothing was written")
    return 3 if telling.outcome.problems else 0


def _next(args: argparse.Namespace) -> int:
    _alone()
    from followcal.core.agenda import agenda
    from followcal.shell.commands import next_steps
    from followcal.shell.sync_commands import whole_of_target

    target = _target_instead(args)
    request = _of_calendar(args)
    found = whole_of_target(request, target) if target else next_steps(request)
    for warning in found.warnings:
        _say(f"note: {warning}")
    for problem in found.problems:
        _say(f"skipped: {problem}")
    if args.format == "json":
        from followcal.formats.json import agenda_json

        warnings = found.warnings + found.problems
        _print_bytes(f"{agenda_json(agenda(found.schedule), found.schedule, warnings=warnings)}\n")
    elif args.format == "timeline":
        _print_timeline(found.schedule, found.calendars, only_open=True)
    else:
        from followcal.formats.table import agenda_table

        width, color = _terminal()
        _print_text(agenda_table(agenda(found.schedule), width=width, color=color))
    return 3 if found.problems else 0


def _sync(args: argparse.Namespace) -> int:
    _alone()
    from msgspec.structs import replace

    from followcal.core.reconcile import Settle
    from followcal.shell.configuration import load_configuration
    from followcal.shell.sync_commands import SyncOptions, sync

    configuration = load_configuration(args.config)
    settled = {**dict.fromkeys(args.keep, Settle.KEEP), **dict.fromkeys(args.take, Settle.TAKE)}
    if set(args.keep) & set(args.take):
        raise UsageError("--keep and --take name the same event")
    options = SyncOptions(args.to, args.dry_run, args.force, settled)
    with _progress() as progress:
        outcome = sync(replace(_sync_request(args, configuration), progress=progress), configuration, options)
    return _show_sync(args, outcome)


def _sync_request(args: argparse.Namespace, configuration: Configuration) -> Request:
    """Return what is asked for by options and, where there is none, by the configuration."""
    for name, value in configuration.options.items():
        dest = {"not": "excluded"}.get(name, name)
        if not getattr(args, dest):
            setattr(args, dest, list(value) if isinstance(value, tuple) else value)
    shape = args.shape or configuration.shape
    from followcal.shell.request import Request

    return Request(
        **_sources_of(args),
        **_office_of(args),
        policy=_policy(args.policy),
        busy=_busy((), (), args.config),
        discreet=_is_discreet(args) or args.discreet,
        as_todos=shape == "todos" if shape else None,
        digest=configuration.digest if args.digest is None else args.digest,
    )


def _show_sync(args: argparse.Namespace, outcome: SyncOutcome) -> int:
    from followcal.formats.sync_report import sync_json, sync_table

    run, quiet = outcome.run, getattr(args, "quiet", False)
    rest = run.rewritten or run.digests
    is_quiet_run = not (run.changes or run.adopted or run.deleted or run.conflicts or rest)
    if not quiet:
        _say_what_is_new(outcome)
    for problem in outcome.problems:
        _say(f"skipped: {problem}")
    for why in outcome.failed[:_TOLD]:
        _say(why)
    if len(outcome.failed) > _TOLD:
        _say(f"and {len(outcome.failed) - _TOLD} more could not be written")
    if args.format == "json":
        _print_bytes(f"{sync_json(run, outcome.warnings, [*outcome.problems, *outcome.failed])}\n")
    elif not (quiet and is_quiet_run):
        width, color = _terminal()
        _print_text(sync_table(run, width=width, color=color))
        if args.format == "timeline":
            _print_text("")
            _print_timeline(outcome.schedule, outcome.calendars)
    return 1 if outcome.failed else 3 if outcome.problems or run.conflicts else 0


def _conflicts(args: argparse.Namespace) -> int:
    from followcal.formats.sync_report import conflict_lines
    from followcal.shell.configuration import load_configuration
    from followcal.shell.sync_commands import unsettled

    configuration = load_configuration(args.config)
    target, found = unsettled(configuration, args.to)
    if args.format == "json":
        import json

        _print_bytes(
            f"{json.dumps({'schema': 1, 'target': target, 'conflicts': found}, ensure_ascii=False, indent=2)}\n"
        )
    else:
        width, _ = _terminal()
        lines = [line for each in found for line in conflict_lines(each, width=width)]
        _print_text("\n".join(lines or [f"{target}: no conflicts"]))
    return 3 if found else 0


def _is_discreet(args: argparse.Namespace) -> bool:
    """Return whether what is made to be shared names nobody: as said, else as configured."""
    from followcal.shell.profile import load_profile

    return load_profile().discreet if args.discreet is None else bool(args.discreet)


def _why(args: argparse.Namespace) -> int:
    _alone()
    from followcal.shell.explaining import calendar_named, why
    from followcal.shell.sync_commands import why_in_target

    args.output, words = calendar_named(args.output, args.words)
    target = _target_instead(args)
    request = _of_calendar(args)
    found = why_in_target(request, target, words) if target else why(request, words)
    for warning in found.warnings:
        _say(f"note: {warning}")
    if args.format == "json":
        from followcal.formats.json import why_json

        text = why_json(found.schedule, found.events, found.calendars, found.moves, warnings=found.warnings)
        _print_bytes(f"{text}\n")
    else:
        from followcal.formats.why import why_table

        width, color = _terminal()
        _print_text(why_table(found.events, found.calendars, found.moves, width=width, color=color))
    return 0


def _page(args: argparse.Namespace) -> int:
    _alone()
    from followcal.formats.page import page
    from followcal.shell.commands import whole_search, write_page
    from followcal.shell.sync_commands import whole_of_target

    to = Path(args.output or "followups.html")
    args.output = args.plan
    target = _target_instead(args)
    request = _of_calendar(args)
    found = whole_of_target(request, target) if target else whole_search(request)
    for warning in found.warnings:
        _say(f"note: {warning}")
    text = page(found.schedule, found.calendars, discreet=_is_discreet(args))
    if str(to) == "-":
        _print_bytes(text)
    else:
        write_page(to, text, force=args.force)
        _print_text(f"{to}: written")
    return 0


_kept: list[KeptStart] = []


def _alone() -> None:
    """Say that this process is a run of the command: nobody else uses its packages, and the next run is one, too."""
    _import_msgspec()
    from followcal.shell.holiday_data import alone_in_this_process
    from followcal.shell.kept_start import kept_start

    alone_in_this_process()
    kept = kept_start()
    _kept[:] = [kept] if kept else []
    for each in _kept:
        each.give()


def _import_msgspec() -> None:
    """Import msgspec without typing_extensions, which it asks first for what it finds in typing, too.

    That would cost a process more than all of our own values.
    """
    if "typing_extensions" in sys.modules:
        return
    sys.modules["typing_extensions"] = None  # type: ignore[assignment]  # what is None cannot be imported
    try:
        import msgspec  # noqa: F401
    finally:
        del sys.modules["typing_extensions"]


def _say_what_is_new(outcome: Outcome | SyncOutcome) -> None:
    """Tell the notes, but for what was assumed in an earlier run: `why` and the events have it."""
    for warning in outcome.warnings:
        if warning not in outcome.told_before:
            _say(f"note: {warning}")


def _notes(outcome: Outcome) -> None:
    _say_what_is_new(outcome)
    for problem in outcome.problems:
        _say(f"skipped: {problem}")


def _request(args: argparse.Namespace) -> Request:
    from followcal.shell.request import Request

    said_on = _date(args.said_on, "--said-on")
    forget = bool(args.they_said) and args.they_said.strip().lower() == "nothing"
    if said_on and (forget or not args.they_said):
        raise UsageError("--said-on needs --they-said")
    if args.they_said and args.they_said.strip() == "-" and "-" in args.sources:
        raise UsageError("--they-said - and the source - both read standard input: name a file for one of them")
    busy = _busy(args.busy, (*args.sources, (args.they_said or "").strip()))
    they_said = _words(args.they_said, "--they-said") if args.they_said is not None and not forget else None
    default = "followups.ics" if args.shape == "events" else "followup-todos.ics"
    return Request(
        **_sources_of(args),
        output=None if args.output == "-" else Path(args.output or default),
        changes=Path(args.changes) if args.changes else None,
        feed=Path(args.feed) if args.feed else None,
        force=args.force,
        as_todos=args.shape == "todos",
        **_office_of(args),
        they_said=they_said,
        said_on=said_on,
        forget_stated=forget,
        policy=_policy(args.policy),
        busy=busy,
        digest=args.digest,
    )


def _office_of(args: argparse.Namespace) -> dict[str, Any]:
    """Return what of a request says on which days the employer works."""
    return {
        "regions": _regions(args.country, args.subdivision),
        "closed": _ranges(args.closed, "--closed"),
        "opened": _ranges(args.open, "--open"),
        "weekend": _weekend(args.weekend),
    }


def _words(text: str, option: str) -> str:
    """Return what an employer said: the text itself, or what comes in by standard input."""
    if text.strip() == "-":
        from followcal.shell.files import read_text_input

        text = read_text_input()
    if not text.strip():
        raise UsageError(f"{option} is empty")
    return text


def _when(args: argparse.Namespace) -> int:
    _alone()
    from followcal.core.interview import Office
    from followcal.core.timeline import NotUnderstood
    from followcal.formats.phrases.dates import read_date
    from followcal.shell.holiday_data import calendar_of
    from followcal.shell.said import what_was_said

    closed, opened = _ranges(args.closed, "--closed") or (), _ranges(args.open, "--open") or ()
    office = Office(_regions(args.country, args.subdivision), closed, opened, _weekend(args.weekend))
    said_on = read_date(args.on, "--on") if args.on else None
    if said_on and not _FIRST_YEAR < said_on.year < _LAST_YEAR:
        raise UsageError(f"--on {said_on}: the year lies outside {_FIRST_YEAR} to {_LAST_YEAR}")
    words = _words(" ".join(args.words), "WORDS")
    today = _now(None).date()
    timeline = what_was_said(words, office, said_on=said_on, today=today)
    calendar = calendar_of(office)
    if args.format == "json":
        from followcal.formats.json import timeline_json

        _print_bytes(f"{timeline_json(timeline, calendar)}\n")
    else:
        from followcal.formats.stated import said_table

        _print_text(said_table(timeline, calendar, timeline.said_on or today, width=_terminal()[0]))
    return 3 if isinstance(timeline.promise, NotUnderstood) else 0


def _of_calendar(args: argparse.Namespace) -> Request:
    """Return a request about a calendar file alone."""
    from followcal.shell.profile import load_profile
    from followcal.shell.request import Request

    busy = _busy(args.busy, args.words if args.command == "tell" else ())
    if args.output == "-":
        raise UsageError("-o -: there is nothing to look at: name the calendar file")
    path = Path(args.output or "followups.ics")
    if args.output is None and not path.exists() and Path("followup-todos.ics").exists():
        path = Path("followup-todos.ics")
    return Request(
        sources=(),
        now=_now(args.now),
        home_zone=_home_zone,
        output=path,
        as_todos=None,
        policy=_policy(args.policy),
        busy=busy,
        discreet=load_profile().discreet or None,
    )


def _target_instead(args: argparse.Namespace) -> Configuration | None:
    """Return the configuration where its target is meant: no file is named, and none is here; or with a folder as such.

    A folder that is named is one that sync keeps.
    """
    from followcal.shell.calendars import is_file
    from followcal.shell.configuration import load_configuration

    if args.output and Path(args.output).is_dir():
        from msgspec.structs import replace

        return replace(load_configuration(getattr(args, "config", None)), target=args.output)
    if args.output is not None or Path("followups.ics").exists() or Path("followup-todos.ics").exists():
        return None
    configuration = load_configuration(getattr(args, "config", None))
    if not configuration.target:
        return None
    if not args.policy:
        args.policy = list(configuration.options.get("policy", ()))
    if is_file(configuration.target) and not configuration.is_on_server(configuration.target):
        args.output = configuration.target
        return None
    return configuration


def _busy(names: Sequence[str], others: Sequence[str], config: str | None = None) -> BusySettings:
    """Return where the user's appointments are; `others` are what else may be read from standard input."""
    from followcal.shell.busy import busy_settings

    if any(not name.strip() for name in names):
        raise UsageError("--busy is empty")
    if [*names, *others].count("-") > 1:
        raise UsageError("--busy - and another one both read standard input: name a file for one of them")
    return busy_settings(names, config)


def _now(text: str | None) -> datetime:
    if text is None:
        return datetime.now(MachineZone())  # the only look at the clock
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise UsageError(f"--now {text!r}: write it as 2026-11-18T16:00:00+01:00") from None
    if not _FIRST_YEAR < moment.year < _LAST_YEAR:
        raise UsageError(f"--now {text!r}: the year lies outside {_FIRST_YEAR} to {_LAST_YEAR}")
    return moment if moment.utcoffset() is not None else moment.replace(tzinfo=_home_zone())


def _home_zone() -> tzinfo:
    from tzlocal import get_localzone

    try:
        return get_localzone()
    except Exception:
        raise UsageError("this machine's time zone cannot be told: name it with --timezone") from None


def _zone(name: str | None) -> tzinfo | None:
    from followcal.formats.zones import zone_named

    if name is None:
        return None
    zone = zone_named(name)
    if zone is None:
        raise UsageError(f"--timezone {name!r}: unknown time zone{_near_zones(name)}")
    return zone


def _near_zones(name: str) -> str:
    from difflib import get_close_matches
    from zoneinfo import available_timezones

    cities = {zone.rpartition("/")[2].casefold(): zone for zone in sorted(available_timezones()) if "/" in zone}
    wanted = name.rpartition("/")[2].casefold().replace(" ", "_")
    near = [cities[city] for city in get_close_matches(wanted, cities, n=3)]
    return f": did you mean {' or '.join(near)}?" if near else ", such as Europe/Berlin"


def _regions(countries: Sequence[str], subdivision: str | None) -> tuple[Region, ...]:
    names = [name for text in countries for name in text.split(",") if name.strip()]
    if subdivision and len(names) != 1:
        raise UsageError("--subdivision needs exactly one --country; for several, write them as US-CA,DE-BY")
    if not names:
        return ()
    from followcal.shell.holiday_data import region_named

    return tuple(region_named(name, subdivision) for name in names)


def _ranges(texts: Sequence[str], option: str) -> tuple[DateRange, ...] | None:
    """Return the days given for an option; None: none were, and those of earlier runs hold."""
    if not texts:
        return None
    return tuple(_range(text, option) for text in texts if text.strip().lower() != "nothing")


def _range(text: str, option: str) -> DateRange:
    from followcal.core.interview import DateRange
    from followcal.formats.phrases.dates import read_date

    first, dots, last = text.partition("..")
    start = read_date(first.strip(), option)
    end = read_date(last.strip(), option) if dots else start
    if end < start:
        raise UsageError(f"{option} {text}: it ends before it begins")
    if (end - start).days > _MAX_RANGE:
        raise UsageError(f"{option} {text}: longer than {_MAX_RANGE} days")
    return DateRange(start, end)


_MAX_RANGE = 400


def _weekend(text: str | None) -> frozenset[int] | None:
    if text is None:
        return None
    names = [name.strip().lower()[:3] for name in re.split(r"[,\s]+", text.strip())]
    if not set(names) <= set(_WEEKDAYS) or not 1 <= len(set(names)) <= 6:
        raise UsageError(f"--weekend {text!r}: write weekdays, such as sat,sun")
    return frozenset(_WEEKDAYS.index(name) for name in names)


def _policy(names: Sequence[str]) -> Policy:
    if not names:
        from followcal.core.policy import DEFAULT_POLICY

        return DEFAULT_POLICY
    from followcal.shell.policies import load_policy

    return load_policy(*names)


def _policies(args: argparse.Namespace) -> int:
    from followcal.shell import policies

    match args.action:
        case "list":
            _print_text("\n".join(policies.listed()))
        case "show":
            _print_text(policies.shown(args.policies))
        case "diff":
            _print_text("\n".join(policies.differences(args.policies, args.other)))
        case _:
            right, wrong = policies.checked(args.policies)
            if right:
                _print_text("\n".join(right))
            for line in wrong:
                _say(line)
            return 2 if wrong else 0
    return 0


def _draft(args: argparse.Namespace) -> int:
    from followcal.shell.note_commands import draft_output

    text, hints = draft_output(args, _now(args.now), _known_to_target(args))
    _print_text(text)
    for hint in hints:
        _say(hint)
    return 0


def _known_to_target(args: argparse.Namespace) -> Remembered | None:
    """Return what the configured target remembers, where nothing nearer is named; None: a calendar file tells."""
    from followcal.shell.request import Request
    from followcal.shell.sync_commands import remembered_in_target

    args.output, args.policy = args.calendar, []
    target = None if args.company else _target_instead(args)
    args.calendar = args.output
    if target is None:
        return None
    _alone()
    request = Request(sources=(), now=_now(args.now), home_zone=_home_zone, as_todos=None, discreet=None)
    return remembered_in_target(request, target)


def _init(args: argparse.Namespace) -> int:
    from followcal.core.wording import printable
    from followcal.shell.setup_commands import run_init

    run_init(args, lambda text: _print_text("\n".join(map(printable, text.split("\n")))))
    return 0


def _doctor(args: argparse.Namespace) -> int:
    from followcal.shell.setup_commands import doctor_output

    width, color = _terminal()
    text, failed = doctor_output(args, _now(None), width, color=color)
    _print_text(text)
    return 1 if failed else 0


def _check(args: argparse.Namespace) -> int:
    from followcal.shell.note_commands import check_output

    text, must_be_fixed, problems = check_output(args, _now(args.now))
    for problem in problems:
        _say(f"skipped: {problem}")
    _print_text(text)
    return 3 if must_be_fixed or problems else 0


def _bulk(args: argparse.Namespace) -> int:
    _alone()
    from followcal.shell.bulk_commands import bulk_output
    from followcal.shell.request import Request

    def request() -> Request:
        return Request(
            **_sources_of(argparse.Namespace(**vars(args), sources=(), only=(), match=(), excluded=())),
            regions=_regions(args.country, args.subdivision),
            closed=_ranges(args.closed, "--closed"),
            opened=_ranges(args.open, "--open"),
            weekend=_weekend(args.weekend),
            policy=_policy(args.policy),
        )

    with _progress() as progress:
        now = _now(args.now) if args.now else None
        lines, notes, is_partial = bulk_output(args, _policy(args.policy), request, progress, now)
    _print_text("\n".join(lines))
    for note in notes:
        _say(f"note: {note}")
    return 3 if is_partial else 0


def _table(args: argparse.Namespace) -> int:
    _alone()
    from followcal.shell.bulk_commands import table_output

    with _progress() as progress:
        csv, lines, is_partial = table_output(args, _policy(args.policy), _now(args.now), progress)
    if csv is not None:
        _print_bytes(csv.decode("utf-8"))
    for line in lines:
        _print_text(line)
    return 3 if is_partial else 0


def _show(args: argparse.Namespace, request: Request, outcome: Outcome) -> None:
    if args.format == "ics" or args.output == "-":
        from followcal.formats.neutral import neutral_text

        _print_bytes(neutral_text(outcome.calendar_text) if request.discreet else outcome.calendar_text)
    elif args.format == "json":
        from followcal.formats.json import plan_json

        text = plan_json(
            outcome.schedule, outcome.calendars, holidays=outcome.holidays, warnings=outcome.warnings + outcome.problems
        )
        _print_bytes(f"{text}\n")
    elif args.format == "html":
        from followcal.formats.page import page

        _print_bytes(page(outcome.schedule, outcome.calendars, discreet=bool(request.discreet)))
    elif args.format == "timeline":
        _print_timeline(outcome.schedule, outcome.calendars)
    else:
        from followcal.formats.table import plan_table, report

        width, color = _terminal()
        table = plan_table(outcome.schedule, width=width, color=color, calendars=outcome.calendars)
        lines = report(str(request.output), outcome.changes, outcome.elsewhere, outcome.schedule, width=width)
        _print_text("\n".join((table, "", *lines)))


def _print_timeline(
    schedule: Schedule, calendars: Mapping[Office, BusinessCalendar], *, only_open: bool = False
) -> None:
    from followcal.core.chart import chart
    from followcal.formats.chart_lines import chart_lines

    width, color = _terminal()
    width = min(width, _TIMELINE_WIDTH)
    _print_text("\n".join(chart_lines(chart(schedule, calendars), width=width, color=color, only_open=only_open)))


def _progress() -> Progress:
    """Return what shows how far the work is: only to somebody who looks at a terminal."""
    from followcal.shell.progress import Progress

    if sys.stderr is None or not sys.stderr.isatty() or os.environ.get("TERM") == "dumb":
        return Progress(None)
    try:
        return Progress(os.get_terminal_size(sys.stderr.fileno()).columns or 80)
    except (OSError, ValueError):
        return Progress(80)


def _terminal() -> tuple[int, bool]:
    """Return the width to print in, and whether colours are welcome."""
    if sys.stdout is None or not sys.stdout.isatty():
        return _PIPED_WIDTH, False
    try:
        width = int(os.environ.get("COLUMNS") or os.get_terminal_size(sys.stdout.fileno()).columns or 80)
    except (OSError, ValueError):
        width = 80
    return width, not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"


def _print_text(text: str) -> None:
    if sys.stdout is None:
        return
    encoding = sys.stdout.encoding or "utf-8"
    print(text.encode(encoding, errors="replace").decode(encoding))
    sys.stdout.flush()


def _print_bytes(text: str) -> None:
    """Write as UTF-8 and with the line ends as they are, on every system."""
    if sys.stdout is None:
        return
    sys.stdout.flush()
    sys.stdout.buffer.write(text.encode("utf-8"))
    sys.stdout.buffer.flush()


def _completion(parser: argparse.ArgumentParser, shell: str) -> int:
    import shtab

    _print_text(shtab.complete(parser, shell=shell, preamble=NAMES_IN_SHELL.get(shell, "")))
    return 0


def _say(text: str) -> None:
    from followcal.core.wording import printable

    if sys.stderr is None:
        return
    encoding = sys.stderr.encoding or "utf-8"
    line = printable(f"followcal: {text}")
    print(line.encode(encoding, errors="replace").decode(encoding), file=sys.stderr)


_COMMANDS: dict[str, Callable[[argparse.Namespace], int]] = {
    "plan": _plan,
    "find": _find,
    "when": _when,
    "tell": _tell_what,
    "next": _next,
    "sync": _sync,
    "conflicts": _conflicts,
    "why": _why,
    "page": _page,
    "policy": _policies,
    "draft": _draft,
    "check": _check,
    "init": _init,
    "doctor": _doctor,
    "bulk": _bulk,
    "table": _table,
}
