# Each target sets up .venv by itself. Another interpreter: make test PYTHON=python3.13
PYTHON ?= python3
VENV ?= .venv
BIN = $(VENV)/bin
JOBS ?= 2
DEMO = build/demo
# Compiled modules are kept whatever the environment says: to compile all tests again takes longer than many run.
unexport PYTHONDONTWRITEBYTECODE

.PHONY: demo test test-servers test-faults laws fuzz check servers browser bench compare sync-costs labelled phrases notes mutants clean

# The main job: an invitation in, follow-ups out. The moment is fixed, so that the result is that of the README.
demo: $(VENV)/.plan
	@mkdir -p $(DEMO) && rm -f $(DEMO)/followups.ics
	$(BIN)/followcal plan examples/interview.ics -o $(DEMO)/followups.ics --now 2026-11-16T09:00:00-05:00

test: $(VENV)/.test
	$(BIN)/python -m pytest -n $(JOBS) --dist worksteal -m "not slow and not servers"

# Six CalDAV servers keep the contract of a store, in as few requests as are claimed, and what sync promises. Afterwards
# a table.
FAULTS = tests/system/stores/test_faults.py tests/system/stores/test_sync_machine.py
test-servers: $(VENV)/.test
	$(BIN)/python -m pytest -n $(JOBS) --dist worksteal -m servers tests/system/stores $(FAULTS:%=--ignore=%)

# Thousands of faults, at each request of each kind of sync, and two computers and a phone that get in each other's way:
# some minutes. Afterwards a table of what was injected.
test-faults: $(VENV)/.test
	$(BIN)/python -m pytest -n $(JOBS) --dist worksteal -q -m servers $(FAULTS)

# The laws with thousands of new examples.
laws: $(VENV)/.test
	HYPOTHESIS_PROFILE=thorough $(BIN)/python -m pytest -n $(JOBS) tests/core tests/formats tests/shell

# Spoilt calendars for FUZZ_SECONDS (60), by the random numbers of FUZZ_SEED (0); what fails is kept in build/fuzz.
fuzz: $(VENV)/.test
	$(BIN)/python tests/fuzz.py

check: $(VENV)/.check
	$(BIN)/ruff check src tests benchmarks
	$(BIN)/ruff format --check src tests benchmarks
	$(BIN)/mypy
	$(BIN)/lint-imports

# What the system tests need from Debian: four CalDAV servers (two more come from PyPI) and libical; and from npm the
# calendar parser of Thunderbird and Nextcloud. The tests start the servers: a policy-rc.d keeps apt from doing so.
SUDO = $(shell [ "$$(id -u)" = 0 ] || echo sudo)
INSTALL = $(SUDO) env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends
POLICY = /usr/sbin/policy-rc.d
CYRUS = cyrus-imapd cyrus-caldav cyrus-admin sasl2-bin libsasl2-modules
DAVICAL = davical postgresql php-cli php-pgsql php-xml php-curl php-mbstring
SOGO = sogo postgresql memcached
SABRE = php-sabre-dav php-cli php-sqlite3 php-xml php-mbstring
CALDAV = $(CYRUS) $(DAVICAL) $(SOGO) $(SABRE)
servers:
	$(SUDO) apt-get update -qq
	if [ -e $(POLICY) ]; then $(INSTALL) $(CALDAV); else \
	  printf '#!/bin/sh\nexit 101\n' | $(SUDO) install -m 755 /dev/stdin $(POLICY); \
	  $(INSTALL) $(CALDAV); failed=$$?; $(SUDO) rm $(POLICY); exit $$failed; \
	fi
	command -v npm > /dev/null || $(INSTALL) nodejs npm
	$(INSTALL) libical3
	npm install --no-package-lock --no-fund --no-audit --prefix tests/system/validators/icaljs

# What the tests of the page need: Debian's Chromium, driven by Playwright, and axe-core from npm. Nothing is loaded
# while they run.
browser: $(VENV)/.browser
	$(SUDO) apt-get update -qq
	$(INSTALL) chromium fonts-dejavu-core
	command -v npm > /dev/null || $(INSTALL) nodejs npm
	npm install --no-package-lock --no-fund --no-audit --prefix tests/system/browser

bench: $(VENV)/.bench
	$(BIN)/python benchmarks/run.py

# The ratios of everything that is measured, written into docs/performance.md.
compare: $(VENV)/.test $(VENV)/.bench
	$(BIN)/python benchmarks/compare.py --write

# Requests, bytes and seconds of a calendar on a server, beside vdirsyncer and the caldav package: a quarter of an hour.
sync-costs: $(VENV)/.test
	$(BIN)/python benchmarks/syncing.py --write

# How often interviews are found and read rightly: on the labelled set it was tuned on, and on the other one.
labelled: $(VENV)/.test
	$(BIN)/python benchmarks/labelled.py

# How employers' phrases are read, beside general parsers of dates.
phrases: $(VENV)/.test $(VENV)/.phrases
	$(BIN)/python benchmarks/phrases.py

# How many faults of notes are found, and how many are found that are none, on notes that another person wrote.
notes: $(VENV)/.test
	$(BIN)/python benchmarks/notes.py

mutants: $(VENV)/.test $(VENV)/.mutants
	TZ=Pacific/Apia HYPOTHESIS_PROFILE=mutants $(BIN)/mutmut run --max-children $(JOBS)
	$(BIN)/mutmut results

$(VENV)/.plan: pyproject.toml
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable .
	@touch $@

$(VENV)/.%: pyproject.toml $(VENV)/.plan
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable ".[$*]"
	@touch $@

clean:
	rm -rf $(VENV) build mutants .coverage
