"""Cyrus IMAP, from Debian: delivers invitations, refuses what is incomplete.

A removed calendar is gone at once here. By default it is kept under a name that tells the second: to remove a calendar
twice in a second then fails.
"""

from __future__ import annotations

import imaplib
import shutil
import socket
import subprocess
from contextlib import contextmanager

from system.servers.process import debian_version, free_port, missing, running

_BIN = "/usr/lib/cyrus/bin"
_SETTINGS = """\
configdirectory: {d}/lib
proc_path: {d}/run/proc
mboxname_lockpath: {d}/run/lock
defaultpartition: default
partition-default: {d}/spool
sievedir: {d}/sieve
lmtpsocket: {d}/run/socket/lmtp
idlesocket: {d}/run/socket/idle
notifysocket: {d}/run/socket/notify
admins: cyrus
allowplaintext: yes
sasl_pwcheck_method: auxprop
sasl_auxprop_plugin: sasldb
sasl_sasldb_path: {d}/sasldb2
sasl_mech_list: PLAIN
virtdomains: off
altnamespace: no
unixhierarchysep: no
httpmodules: caldav
caldav_allowscheduling: on
delete_mode: immediate
"""
_SERVICES = """\
START {{
  recover cmd="{bin}/ctl_cyrusdb -C {d}/imapd.conf -r"
}}
SERVICES {{
  imap cmd="{bin}/imapd -C {d}/imapd.conf -U 30" listen="127.0.0.1:{imap}" prefork=0 proto="tcp4"
  http cmd="{bin}/httpd -C {d}/imapd.conf -U 30" listen="127.0.0.1:{http}" prefork=1 proto="tcp4"
}}
EVENTS {{
}}
"""
_USERS = {"cyrus": "cyruspw", "alice": "secretpw", "bob": "bobpw"}


def available():
    return missing(
        (f"{_BIN}/master", "cyrus-imapd"),
        (f"{_BIN}/httpd", "cyrus-caldav"),
        ("/usr/sbin/saslpasswd2", "sasl2-bin"),
        ("/usr/lib/x86_64-linux-gnu/sasl2/libplain.so", "libsasl2-modules"),
        as_root=True,
    )


def version():
    return debian_version("cyrus-imapd")


@contextmanager
def start(folder):
    http, imap = free_port(), free_port()
    for name in ("lib", "spool", "run/proc", "run/lock", "run/socket", "sieve"):
        (folder / name).mkdir(parents=True)
    (folder / "imapd.conf").write_text(_SETTINGS.format(d=folder))
    (folder / "cyrus.conf").write_text(_SERVICES.format(d=folder, bin=_BIN, http=http, imap=imap))
    for user, password in _USERS.items():
        command = ["/usr/sbin/saslpasswd2", "-p", "-c", "-f", folder / "sasldb2", "-u", socket.gethostname(), user]
        subprocess.run(command, input=password.encode(), check=True)
    for each in (folder, *folder.rglob("*")):
        shutil.chown(each, "cyrus", "mail")
    command = [f"{_BIN}/master", "-C", folder / "imapd.conf", "-M", folder / "cyrus.conf", "-p", folder / "master.pid"]
    with running(command, folder / "log", port=http):
        with imaplib.IMAP4("127.0.0.1", imap) as box:
            box.login("cyrus", _USERS["cyrus"])
            for user in ("alice", "bob"):
                box.create(f"user.{user}")
        yield f"http://127.0.0.1:{http}", "/dav/calendars/user/alice/"
