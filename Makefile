# Each target sets up .venv by itself. Another interpreter: make test PYTHON=python3.13
PYTHON ?= python3
VENV ?= .venv
BIN = $(VENV)/bin
JOBS ?= 2
DEMO = build/demo

.PHONY: demo test laws check servers bench labelled notes mutants clean

# The main job: an invitation in, follow-ups out. The moment is fixed, so that the result is that of the README.
demo: $(VENV)/.plan
	@mkdir -p $(DEMO) && rm -f $(DEMO)/followups.ics
	$(BIN)/followcal plan examples/interview.ics -o $(DEMO)/followups.ics --now 2026-11-16T09:00:00-05:00

test: $(VENV)/.test
	$(BIN)/python -m pytest -n $(JOBS) --dist loadfile -m "not slow"

# The laws with thousands of new examples.
laws: $(VENV)/.test
	HYPOTHESIS_PROFILE=thorough $(BIN)/python -m pytest -n $(JOBS) tests/core tests/formats tests/shell

check: $(VENV)/.check
	$(BIN)/ruff check src tests benchmarks
	$(BIN)/ruff format --check src tests benchmarks
	$(BIN)/mypy
	$(BIN)/lint-imports

# What the system tests need from Debian, and the calendar parser of Thunderbird and Nextcloud from npm.
SUDO = $(shell [ "$$(id -u)" = 0 ] || echo sudo)
servers:
	$(SUDO) apt-get update -qq
	command -v npm > /dev/null || $(SUDO) apt-get install -y -qq --no-install-recommends nodejs npm
	$(SUDO) apt-get install -y -qq --no-install-recommends libical3
	npm install --no-package-lock --no-fund --no-audit --prefix tests/system/validators/icaljs

bench: $(VENV)/.bench
	$(BIN)/python benchmarks/run.py

# How often interviews are found and read rightly: on the labelled set it was tuned on, and on the other one.
labelled: $(VENV)/.test
	$(BIN)/python benchmarks/labelled.py

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
