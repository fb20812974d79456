"""sabre/dav 1.8, from Debian: no sync-collection, and one item that is not there hides the others in a multiget."""

from __future__ import annotations

import gzip
import sqlite3
from contextlib import contextmanager
from pathlib import Path

from system.servers.process import debian_version, free_port, missing, running

_TABLES = Path("/usr/share/doc/php-sabre-dav/examples/sql")
_SERVER = r"""<?php
error_reporting(E_ERROR); ini_set('display_errors','0'); date_default_timezone_set('UTC');
$pdo=new PDO('sqlite:'.__DIR__.'/db.sqlite'); $pdo->setAttribute(PDO::ATTR_ERRMODE,PDO::ERRMODE_EXCEPTION);
$pdo->exec('PRAGMA busy_timeout = 20000'); $pdo->exec('PRAGMA synchronous = OFF');
require_once 'Sabre/autoload.php';
class B extends Sabre\DAV\Auth\Backend\AbstractBasic {
  protected function validateUserPass($u,$p){
    $a=['alice'=>'secretpw','bob'=>'bobpw']; return isset($a[$u])&&$a[$u]===$p; } }
$pb=new Sabre\DAVACL\PrincipalBackend\PDO($pdo); $cb=new Sabre\CalDAV\Backend\PDO($pdo);
$s=new Sabre\DAV\Server([new Sabre\CalDAV\Principal\Collection($pb),new Sabre\CalDAV\CalendarRootNode($pb,$cb)]);
$s->setBaseUri('/');
$s->addPlugin(new Sabre\DAV\Auth\Plugin(new B,'SabreDAV')); $s->addPlugin(new Sabre\DAVACL\Plugin);
$s->addPlugin(new Sabre\CalDAV\Plugin); $s->exec();
"""


def available():
    return missing(
        ("/usr/share/php/Sabre/autoload.php", "php-sabre-dav"),
        ("/usr/bin/php", "php-cli"),
        (str(_TABLES), "php-sabre-dav"),
    )


def version():
    return debian_version("php-sabre-dav")


@contextmanager
def start(folder):
    http = free_port()
    database = sqlite3.connect(folder / "db.sqlite")
    for name in ("calendars", "locks", "principals", "users"):
        found = next(_TABLES.glob(f"sqlite.{name}.sql*"))
        data = found.read_bytes()
        database.executescript((gzip.decompress(data) if found.suffix == ".gz" else data).decode())
    rows = [(f"principals/{name}", f"{name}@example.org", name) for name in ("alice", "bob")]
    database.executemany("INSERT INTO principals (uri, email, displayname) VALUES (?, ?, ?)", rows)
    database.commit()
    database.close()
    (folder / "server.php").write_text(_SERVER)
    command = ["/usr/bin/php", "-d", "include_path=/usr/share/php", "-S", f"127.0.0.1:{http}", folder / "server.php"]
    with running(command, folder / "log", port=http):
        yield f"http://127.0.0.1:{http}", "/calendars/alice/"
