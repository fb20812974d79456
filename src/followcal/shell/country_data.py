"""What the `holidays` package does not know, or knows otherwise, of countries (B5 to B7, I3).

A weekend is that of offices, not that of the law: where most offices rest on two days and the law names one, two count.
Data only, each fact with its source; what no source was found for says so. Weekdays are numbers, Monday being 0.

Read it like this:

- weekend (B7): the last entry of OFFICE_WEEKENDS whose `first` is on or before the day, else the package's weekend;
- error (B5): a year after LAST_COMPLETE_YEAR, or a year without any holiday, unless WITHOUT_HOLIDAYS says it has none;
- incomplete (B5): the country is in DECREED_YEARLY, and the year lies after DECREES_KNOWN_UNTIL and after the last year
  in the package's `special_public_holidays` of that country;
- provisional (B5): every year ahead of a country in SUSPENDED.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import NamedTuple

_THU_FRI = frozenset({3, 4})
_FRI = frozenset({4})
_FRI_SAT = frozenset({4, 5})
_SAT = frozenset({5})
_SAT_SUN = frozenset({5, 6})
_ALWAYS = date.min


class OfficeWeekend(NamedTuple):
    """The weekend of offices from a day on, until the next entry."""

    first: date
    weekend: frozenset[int]
    source: str


_CONVENTION = "convention; no official source found"

OFFICE_WEEKENDS: Mapping[str, tuple[OfficeWeekend, ...]] = {
    # The package: Friday and Saturday.
    "AF": (
        OfficeWeekend(
            date(2010, 1, 1),
            _THU_FRI,
            "Britannica, Beyond: Thursday off since 2010, in Kabul (six days in the provinces)",
        ),
        OfficeWeekend(
            date(2019, 3, 21),
            _FRI,
            "Afghan cabinet, 5 March 2019: Thursdays worked in Kabul from the new year 1398; kept since (Ministry of "
            "Labour, hours for 1402: Saturday to Thursday, Thursday until 13:00)",
        ),
    ),
    # The package: Sunday.
    "AI": (OfficeWeekend(_ALWAYS, _SAT_SUN, _CONVENTION),),
    # The package: Friday and Sunday, which is right for the Government; private offices keep Saturday and Sunday.
    "BN": (
        OfficeWeekend(_ALWAYS, _SAT_SUN, f"private offices: {_CONVENTION}; the Government rests on Friday and Sunday"),
    ),
    # The package: Sunday.
    "CD": (
        OfficeWeekend(
            date(2024, 8, 1),
            _SAT_SUN,
            "DR Congo, Decree 24/09 of 17 February 2024: no work on Saturday in public services, from 1 August 2024",
        ),
    ),
    # The package: Sunday.
    "HK": (
        OfficeWeekend(
            date(2006, 7, 1),
            _SAT_SUN,
            "Hong Kong Civil Service Bureau: five-day week in the Government, in phases from 1 July 2006",
        ),
    ),
    # The package: Friday. Parliament voted for Saturday to Wednesday on 5 March 2025; no consent of the Guardian
    # Council was found.
    "IR": (
        OfficeWeekend(
            date(2002, 11, 10),
            _THU_FRI,
            "Iran, Council of Ministers, 10 November 2002 (19/8/1381): all offices but the head offices in Tehran work "
            "on Thursdays; governors of Tehran and other provinces, from May 2025: closed on Thursdays, to save energy",
        ),
    ),
    # The package: Sunday.
    "KN": (
        OfficeWeekend(
            date(2008, 11, 1),
            _SAT_SUN,
            "St Kitts and Nevis, Minimum Wage Order 35 of 2008: 8 hours a day, 40 a week; which days: convention",
        ),
    ),
    # The package: Saturday and Sunday.
    "LY": (
        OfficeWeekend(
            date(2006, 1, 1),
            _FRI_SAT,
            "Libya, Decision No. 489 of 2005 on official working hours (ILO NATLEX 75276): Sunday to Thursday",
        ),
    ),
    # The package: Friday and Saturday.
    "MR": (
        OfficeWeekend(
            date(2014, 10, 1),
            _SAT_SUN,
            "Mauritania, Ministry of Public Service: Saturday and Sunday from 1 October 2014",
        ),
    ),
    # The package: Sunday. The Consultative Council asked for Friday and Sunday on 30 December 2025; no ordinance was
    # found.
    "NE": (OfficeWeekend(_ALWAYS, _SAT_SUN, _CONVENTION),),
    # The package: Saturday and Sunday in all years.
    "NP": (
        OfficeWeekend(
            date(2005, 4, 14), _SAT, "Nepal, cabinet of 2 March 2005: Sundays worked again from 14 April 2005"
        ),
        OfficeWeekend(
            date(2022, 5, 15), _SAT_SUN, "Nepal Gazette, May 2022: Saturday and Sunday on trial from 15 May 2022"
        ),
        OfficeWeekend(date(2022, 6, 6), _SAT, "Nepal, cabinet of 6 June 2022: the trial is over, only Saturday is off"),
        OfficeWeekend(
            date(2026, 4, 6),
            _SAT_SUN,
            "press reports of 6 April 2026: two-day weekend in the energy crisis; no end found",
        ),
    ),
    # The package: Saturday and Sunday.
    "PS": (
        OfficeWeekend(
            date(2007, 7, 1),
            _FRI_SAT,
            "press reports of 2007: the government in Ramallah decided for Friday and Saturday",
        ),
    ),
    # The package: Sunday.
    "PY": (
        OfficeWeekend(
            date(2001, 1, 1),
            _SAT_SUN,
            "Paraguay, Law 1626/2000, article 59: 40 hours a week, longer days allowed to lengthen the weekly rest; "
            "which days: convention",
        ),
    ),
    # The package: Saturday and Sunday.
    "SO": (
        OfficeWeekend(
            _ALWAYS,
            _FRI,
            "Somalia, Ministry of Labour: Saturday and Sunday, 2 and 3 September 2017, had to be declared free; Friday "
            "is the weekly day off",
        ),
    ),
    # The package: Sunday.
    "TK": (OfficeWeekend(_ALWAYS, _SAT_SUN, _CONVENTION),),
    # The package: Sunday.
    "VE": (
        OfficeWeekend(
            date(2012, 5, 7),
            _SAT_SUN,
            "Venezuela, Labour Law of 2012 (LOTTT), article 173: five days a week, two days of rest in a row; which "
            "days: convention",
        ),
    ),
}

# Countries whose subdivisions work on other days than the country without a subdivision, in any year from 2024 to 2028:
# computed from holidays 0.109 (the default category, weekends included); the test computes it again.
REGIONS_DIFFER: frozenset[str] = frozenset(
    "AD AR AU BA BO BQ BR BT CA CH CL CV DE ES FI FM FR GB GQ IN IT MY NI NZ PT SB SH ST SV TV US".split()
)

# The last year whose decrees were out when this was written, in November 2026, with holidays 0.109. Azerbaijan,
# Kazakhstan, Kyrgyzstan, Myanmar and Nepal have none for 2026 in it, late in that year. Raise it only after a new look.
DECREES_KNOWN_UNTIL = 2026

# Where a decree moves working days or adds days off nearly every year, so that a year without one is not known yet.
# Chosen by the data of the package: decrees in seven of the nine years from 2018 to 2026, or in each of the last two or
# three. Not here: Taiwan (no make-up days for 2026 and later), Pakistan (Eid only: marked as estimated) and Sri Lanka
# (no year after 2026 in the package's range).
DECREED_YEARLY: Mapping[str, str] = {
    "AR": "Law 27.399, article 7: up to three bridge days a year (for 2026: Resolution 164/2025)",
    "AZ": "Cabinet of Ministers: moves working days, by year (as listed in the holidays package)",
    "BY": "Council of Ministers: moves working days, by year (for 2026: Resolution 397 of 22 July 2025)",
    "CN": "State Council General Office: notice on the holidays of the next year, in autumn",
    "GH": "President: executive instruments under Act 601, section 2, and its amendment of 2025",
    "HU": "Minister for National Economy: working days around holidays (for 2026: Decree 10/2025 (IV. 30.) NGM)",
    "KG": "Cabinet of Ministers: moves working days, by year (as listed in the holidays package)",
    "KZ": "Labour Code, article 85(3): the ministry may move days of rest, each time anew",
    "LV": "Labour Law, section 133(4): cabinet order for the next year by 1 July; recommended to private employers",
    "MM": "Union Government: bridge days with make-up days, since 2024 (as listed in the holidays package)",
    "NP": "Nepal Gazette: public holidays of each Bikram Sambat year",
    "PH": "President: proclamation of the holidays of the next year",
    "RU": "Government: moves days off, by year (for 2024: Resolution 1314 of 10 August 2023)",
    "TH": "Cabinet: extra public holidays, some of them only months ahead",
    "UZ": "President: decree on extra days off of the next year (for 2026: 24 December 2025)",
    "VN": "Prime Minister: Tet and National Day of the next year, with swapped working days",
}

# After this year the package has no table of the Hindu holidays and leaves them out; its own range goes on to 2100.
# For India it warns ("available only from 2001 to 2035"), for the others it says nothing.
LAST_COMPLETE_YEAR: Mapping[str, int] = {"IN": 2035, "MU": 2035, "NP": 2035}

# From which year on the package rightly has no holiday at all: nobody lives in BV and HM, no civilian in IO.
WITHOUT_HOLIDAYS: Mapping[str, int] = {"BV": 1, "HM": 1, "IO": 1, "UA": 2023}

# Countries of WITHOUT_HOLIDAYS whose holidays will come back, and why they are suspended.
SUSPENDED: Mapping[str, str] = {
    "UA": "Ukraine, Law 2136-IX of 15 March 2022, article 6: public holidays are worked under martial law",
}

# Endings that are sold all over the world, and so tell no country. The first line is the list that Google Search treats
# as generic (May 2026; .gg was on it in 2013). The others are our choice: endings sold as words, as abbreviations or
# for nothing. To be generous costs little: the zone of the interview is asked next, and names the country of a local
# company. .ac, .eu and .su are no codes of countries.
GENERIC_COUNTRY_DOMAINS: frozenset[str] = frozenset(
    (
        "ad ai as bz cc cd co dj fm gg io la me ms nu sc sr su tk tv ws "
        "ac ag am bi cf cx eu ga gd gl gq gs hm im je ki lc li ly ml mn nf pm pn pw re sh so st sx tc tf tm to vc vg "
        "vu wf yt"
    ).split()
)

# Endings that differ from the code of the country in ISO 3166.
DOMAIN_COUNTRIES: Mapping[str, str] = {"uk": "GB"}
