"""DAViCal, from Debian, on the web server of PHP itself."""

from __future__ import annotations

import os
import subprocess
from contextlib import contextmanager

from system.servers import postgres
from system.servers.process import debian_version, free_port, missing, running

_ROOT = "/usr/share/davical"
_CONFIG = """<?php
$c->pg_connect[] = "dbname=davical user=davical_app host=127.0.0.1 port={port}";
$c->domain_name = "127.0.0.1"; $c->admin_email = "root@localhost";
$c->enable_auto_schedule = true; $c->enable_scheduling = true;
"""
_ROUTER = """<?php
$u = parse_url($_SERVER['REQUEST_URI'], PHP_URL_PATH);
if (str_starts_with($u, '/.well-known/caldav')) { header('Location: /caldav.php/', true, 301); return true; }
if (!str_starts_with($u, '/caldav.php')) { http_response_code(404); return true; }
$_SERVER['SCRIPT_NAME'] = '/caldav.php'; $_SERVER['PHP_SELF'] = '/caldav.php';
$_SERVER['PATH_INFO'] = rawurldecode(substr($u, strlen('/caldav.php')));
$_SERVER['SCRIPT_FILENAME'] = '/usr/share/davical/htdocs/caldav.php';
$_SERVER['SERVER_NAME'] = '127.0.0.1';
chdir(__DIR__ . '/web');
require '/usr/share/davical/htdocs/caldav.php';
"""
_USER = """
INSERT INTO usr (username,password,fullname,email,active,email_ok)
  VALUES ('{name}','**{password}','{name}','{name}@example.org',true,current_date);
INSERT INTO principal (type_id,user_no,displayname,default_privileges)
  SELECT 1,user_no,fullname,7168::BIT(24) FROM usr WHERE username='{name}';
"""
_PHP = {
    "include_path": "/usr/share/awl/inc:/usr/share/davical/inc:.",
    "display_errors": "0",
    "log_errors": "1",
    "error_reporting": "22519",
    "output_buffering": "0",
}


def available():
    return missing(
        (f"{_ROOT}/htdocs/caldav.php", "davical"),
        (str(postgres.programs() / "postgres"), "postgresql"),
        ("/usr/bin/php", "php-cli"),
        as_root=True,
    )


def version():
    return debian_version("davical")


@contextmanager
def start(folder):
    http = free_port()
    with postgres.start(folder) as port:
        where = {"PGHOST": "127.0.0.1", "PGPORT": str(port), "PGUSER": "postgres", "USER": "postgres"}
        environment = {**os.environ, **where, "DBAOPTS": f"--dbport {port} --dbhost 127.0.0.1"}
        command = [f"{_ROOT}/dba/create-database.sh", "davical", "adminpw"]
        done = subprocess.run(command, user="postgres", cwd=folder, env=environment, capture_output=True, check=False)
        assert done.returncode == 0, (done.stdout + done.stderr).decode()
        for name, password in (("alice", "secretpw"), ("bob", "bobpw")):
            postgres.sql(port, _USER.format(name=name, password=password), "davical")
        for name in ("web", "config"):
            (folder / name).mkdir()
        (folder / "web" / "always.php").symlink_to(f"{_ROOT}/htdocs/always.php")
        (folder / "router.php").write_text(_ROUTER)
        (folder / "config" / "config.php").write_text(_CONFIG.format(port=port))
        # With /etc out of sight, DAViCal reads ../config/config.php.
        settings = {**_PHP, "open_basedir": f"{folder}:/usr/share"}
        options = [word for name, value in settings.items() for word in ("-d", f"{name}={value}")]
        command = ["/usr/bin/php", *options, "-S", f"127.0.0.1:{http}", "-t", f"{_ROOT}/htdocs", folder / "router.php"]
        environment = {**os.environ, "PHP_CLI_SERVER_WORKERS": "4"}
        with running(command, folder / "php.log", port=http, env=environment):
            yield f"http://127.0.0.1:{http}", "/caldav.php/alice/"
