"""SOGo, from Debian: heeds neither `If-None-Match: *` nor, in DELETE, `If-Match`; its tags are counters."""

from __future__ import annotations

import shutil
import signal
from contextlib import contextmanager

from system.servers import postgres
from system.servers.process import debian_version, free_port, missing, running

_SOURCES = """({{ type = sql; id = users; viewURL = "{url}/sogo_users"; canAuthenticate = YES; isAddressBook = NO;
userPasswordAlgorithm = plain; }})"""
_TABLES = {
    "SOGoProfileURL": "sogo_user_profile",
    "OCSFolderInfoURL": "sogo_folder_info",
    "OCSSessionsFolderURL": "sogo_sessions_folder",
    "OCSEMailAlarmsFolderURL": "sogo_alarms_folder",
    "OCSStoreURL": "sogo_store",
    "OCSAclURL": "sogo_acl",
    "OCSCacheFolderURL": "sogo_cache_folder",
}
_SETTINGS = {
    "WOWorkersCount": "1",
    "WOListenQueueSize": "64",
    "WONoDetach": "YES",
    "WOLogFile": "-",
    "SxVMemLimit": "1024",
    "SOGoTimeZone": "UTC",
    "SOGoLanguage": "English",
    "SOGoMailDomain": "example.org",
    "SOGoIMAPServer": "imap://127.0.0.1:1",
    "SOGoSMTPServer": "smtp://127.0.0.1:1",
    "SOGoAppointmentSendEMailNotifications": "NO",
    "SOGoCalendarDefaultRoles": "()",
    "SOGoMaximumFailedLoginCount": "0",
}
_USERS = """
CREATE TABLE sogo_users (c_uid text primary key,c_name text,c_password text,c_cn text,mail text);
INSERT INTO sogo_users VALUES ('alice','alice','secretpw','Alice','alice@example.org'),
  ('bob','bob','bobpw','Bob','bob@example.org');
"""


def available():
    return missing(
        ("/usr/sbin/sogod", "sogo"),
        (str(postgres.programs() / "postgres"), "postgresql"),
        ("/usr/bin/memcached", "memcached"),
        as_root=True,
    )


def version():
    return debian_version("sogo")


@contextmanager
def start(folder):
    http, memory = free_port(), free_port()
    with postgres.start(folder) as port:
        postgres.sql(port, "CREATE USER sogo PASSWORD 'sogo'; CREATE DATABASE sogo OWNER sogo;")
        postgres.sql(port, _USERS, "sogo", "sogo")
        own = folder / "own"
        own.mkdir()
        shutil.chown(own, "sogo")
        url = f"postgresql://sogo:sogo@127.0.0.1:{port}/sogo"
        settings = {
            **_SETTINGS,
            **{name: f"{url}/{table}" for name, table in _TABLES.items()},
            "SOGoUserSources": _SOURCES.format(url=url),
            "SOGoMemcachedHost": f"127.0.0.1:{memory}",
            "WOPort": f"127.0.0.1:{http}",
            "WOPidFile": own / "sogo.pid",
        }
        cache = ["/usr/bin/memcached", "-u", "nobody", "-l", "127.0.0.1", "-p", memory, "-m", "32"]
        command = ["/usr/sbin/sogod", *(word for name, value in settings.items() for word in (f"-{name}", value))]
        with (
            running(cache, folder / "memcached.log", port=memory),
            running(command, folder / "sogo.log", port=http, user="sogo", cwd=own, stop=signal.SIGKILL),
        ):
            yield f"http://127.0.0.1:{http}", "/SOGo/dav/alice/Calendar/"
