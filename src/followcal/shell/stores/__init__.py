"""Where follow-ups are kept: a CalDAV collection, a folder of .ics files, a calendar file; one interface."""
