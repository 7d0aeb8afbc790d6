# The commands of Violet. Each sets up what it needs by itself; CI calls the same ones (.ci/run).

VENV = .venv
BIN = $(VENV)/bin
PYTHON =
# Only `make run HOST=…` changes the address: shells and build tools export a HOST of their own.
HOST = 127.0.0.1
PORT ?= 8501
PIP = $(BIN)/python -m pip install -qq --disable-pip-version-check --require-hashes
# uv needs seconds where pip needs a minute. Where it can't be had, or can't reach the packages (it reads none of pip's
# settings), pip installs the same bytes.
UV = $(PIP) -r .ci/installer.lock && $(BIN)/uv pip install -q --python $(BIN)/python --require-hashes
LOCK = $(BIN)/uv pip compile -q --upgrade --universal --python-version 3.11 --fork-strategy fewest --generate-hashes \
    --no-annotate --no-emit-index-url --custom-compile-command 'make lock'

# The tests of one file run in one process, so that they share its browser and its server. More processes than processors
# win nothing: the processors are busy all the time.
TESTS = $(BIN)/python -m pytest -n auto --maxprocesses 4 --dist loadfile -m 'not soak'

.PHONY: help install run test coverage check bench eval demo migrate backup soak lock licences audit
.DELETE_ON_ERROR:

help:
	@echo 'make run       start Violet on http://127.0.0.1:8501 (HOST=0.0.0.0 shares it, PORT=… moves it)'
	@echo 'make test      every test, on SQLite and PostgreSQL, and in Chromium'
	@echo 'make coverage  the same tests, and how much of core/ they reach'
	@echo 'make check     lint, formatting and types'
	@echo 'make demo      make a demo account full of tasks and conversations'
	@echo 'make migrate   bring the database to the current schema'
	@echo 'make backup    copy the SQLite database while it is in use: make backup FILE=violet-backup.db'
	@echo 'make eval      score the understanding on the tables of tests/evaluation'
	@echo 'make bench     measure, into build/bench.json'
	@echo 'make soak      the long, full-size load tests'
	@echo 'make lock      renew the locked versions of everything that requirements.txt does not pin itself'
	@echo 'make licences  write docs/licences.md from what is installed'
	@echo 'make audit     ask whether a hole is known in what is locked'

install: $(VENV)/.installed
	@echo 'Installed in $(VENV). Next: make run'

$(BIN)/python:
	@for python in $(PYTHON) python3 python3.14 python3.13 python3.12 python3.11 python; do \
	    if "$$python" -c 'import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1; then \
	        echo "Making $(VENV) with $$("$$python" --version)"; \
	        exec "$$python" -m venv $(VENV); \
	    fi; \
	done; \
	echo 'Violet needs Python 3.11 or newer with its venv module. Install it (from python.org, with "brew install' \
	    'python" or "apt install python3-venv"), or name it: make install PYTHON=/path/to/python3' >&2; \
	exit 1

$(VENV)/.installed: requirements.lock .ci/installer.lock $(BIN)/python
	@echo 'Installing what Violet needs'
	@$(UV) -r $< || $(PIP) -r $<
	@touch $@

$(VENV)/.installed-tests: tests/requirements.lock $(VENV)/.installed
	@echo 'Installing what the tests need'
	@$(UV) -r $< || $(PIP) -r $<
	@touch $@

run: $(VENV)/.installed
	@$(BIN)/python -m core migrate
	@echo 'Violet: http://$(HOST):$(PORT)   (Ctrl+C stops it)'
	@exec $(BIN)/python -m streamlit run app.py --server.address $(HOST) --server.port $(PORT)

test: $(VENV)/.installed-tests
	@$(TESTS)

# Not part of the tests: being watched, the understanding takes two and a half times as long.
coverage: $(VENV)/.installed-tests
	@$(TESTS) --cov --cov-report=term:skip-covered

check: $(VENV)/.installed-tests
	@$(BIN)/python -m ruff check .
	@$(BIN)/python -m ruff format --check .
	@$(BIN)/python -m mypy

eval: $(VENV)/.installed-tests
	@$(BIN)/python -m tests.evaluation

bench: $(VENV)/.installed-tests
	@$(BIN)/python -m tests.bench

soak: $(VENV)/.installed-tests
	@$(BIN)/python -m pytest -m soak -o faulthandler_timeout=1800

demo: $(VENV)/.installed
	@$(BIN)/python -m core demo

migrate: $(VENV)/.installed
	@$(BIN)/python -m core migrate

backup: $(VENV)/.installed
	@test -n '$(FILE)' || { echo 'Say where to: make backup FILE=violet-backup.db' >&2; exit 2; }
	@$(BIN)/python -m core backup '$(FILE)'

# The tests get the versions that people run, hence the constraint.
lock: $(BIN)/python
	@$(PIP) -r .ci/installer.lock
	@$(LOCK) -o requirements.lock requirements.txt
	@$(LOCK) -o tests/requirements.lock -c requirements.lock tests/requirements.txt
	@$(LOCK) -o .ci/installer.lock .ci/installer.txt
	@echo 'Locked. Next: make licences audit test'

licences: $(VENV)/.installed-tests
	@$(BIN)/python -m tests.supply.licences

audit: $(VENV)/.installed-tests
	@$(BIN)/python -m tests.supply.audit
