"""What the user put into an event of ours: every property and component that followcal does not write.

Nothing is listed that counts; what we write is, and what programs note for themselves.
"""

from __future__ import annotations

import re

from followcal.formats.alarms import without_ours
from followcal.regex import regex

_MORE = regex(
    r"^(?!(?:BEGIN:V(?:EVENT|TODO)|END:V(?:EVENT|TODO)|CATEGORIES:followcal|CLASS:PRIVATE|TRANSP:TRANSPARENT"
    r"|(?:PRIORITY|PERCENT-COMPLETE):0)[ \t]*\r?$"
    r"|(?:UID|DTSTAMP|CREATED|LAST-MODIFIED|SEQUENCE|DTSTART|DTEND|DUE|DURATION|SUMMARY|DESCRIPTION|STATUS|RELATED-TO)[;:]"
    r"|X-(?:FOLLOWCAL|MOZ|LIC|EVOLUTION|RADICALE|CALENDARSERVER|SOGO|MICROSOFT-(?:CDO|DISALLOW|ISRESPONSEREQUESTED)"
    r"|MS-OLK|ZIMBRA|KDE|APPLE-(?:CREATOR|DEFAULT-ALARM|EWS|TRAVEL-ADVISORY))[-;:])"
    r"[A-Z0-9-]+(?:;[^\n]*)?:[ \t]*[^\s]",
    re.MULTILINE | re.IGNORECASE,
)
"""A line with a value that we do not write, and that is no program's note for itself."""


def has_more(text: str) -> bool:
    """Return whether there is anything in a component of ours that followcal does not write."""
    return bool(_MORE.search(without_ours(text)))
