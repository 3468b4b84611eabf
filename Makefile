# make run       bring the whole system up on this machine (PORT=8001 picks another port)
# make test      run all tests, those that start whole systems one by one
#                (ARGS="tests/obligations -k roll" picks some)
# make test-faults   kill, fill and stop whole systems, a quarter of an hour; print what was lost
# make engine    run the tests of the deadline engine alone: no database, no Django
# make lint      check format, style, types, layers, templates, migrations, deployment settings
# make install   only prepare .venv
# make messages  collect the strings of pages and mails for translation (needs GNU gettext)
# make lock      pin the newest versions that pyproject.toml allows
PYTHON ?= python3
VENV ?= .venv
BIN := $(VENV)/bin
INSTALLED := $(VENV)/requirements.lock
TEMPLATES := templates
CATALOGUES := $(patsubst %.po,%.mo,$(wildcard locale/*/LC_MESSAGES/django.po))

.DEFAULT_GOAL := run
.PHONY: run test test-faults engine lint install messages lock

run: install
	@$(BIN)/python manage.py up

test: install
	@command -v chromium >/dev/null || { $(call apt,chromium fonts-noto-cjk); } || true
ifdef ARGS
	@$(BIN)/python -m pytest --numprocesses=2 $(ARGS)
else
	@$(BIN)/python -m pytest --numprocesses=2 --dist=worksteal -m 'not slow and not faults'
	@$(BIN)/python -m pytest -m slow
endif

# The clock is set with libfaketime, where it is installed or may be.
test-faults: install
	@ls /usr/lib/*/faketime/libfaketime.so.1 >/dev/null 2>&1 || { $(call apt,faketime); } || true
	@$(BIN)/python -m pytest --numprocesses=2 --dist=worksteal -m faults $(ARGS)

ENGINE := tests/obligations/deadlines
engine: install
	@PYTEST_DISABLE_PLUGIN_AUTOLOAD=1 $(BIN)/python -m pytest -m 'not slow' --confcutdir=$(ENGINE) $(ENGINE)

# Types, migrations and deployment are checked under production settings; no server is asked.
lint: export SECRET_KEY = placeholder-of-more-than-fifty-characters-for-the-deployment-check
lint: export ALLOWED_HOSTS = governance.example
lint: export DATABASE_URL = postgres://nobody@127.0.0.1:1/nothing
lint: export REDIS_URL = redis://127.0.0.1:1/0
lint: export EMAIL_URL = smtp://127.0.0.1:1
lint: export AUDIT_KEY = placeholder-of-the-audit-trail
lint: install
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy .
	$(BIN)/lint-imports
	$(BIN)/djlint $(TEMPLATES) --check --lint
	$(BIN)/python -W 'ignore:Got an error checking a consistent migration history' manage.py makemigrations --check --dry-run
	$(BIN)/python manage.py check --deploy --fail-level WARNING

install: $(INSTALLED) $(CATALOGUES)

%.mo: %.po $(INSTALLED)
	@$(BIN)/pybabel --quiet compile --input-file=$< --output-file=$@

$(INSTALLED): requirements.lock
	@$(PYTHON) -c 'import sys; sys.exit("IIJ Governance needs Python 3.11 or newer: pick one with PYTHON=python3.13." if sys.version_info < (3, 11) else 0)'
	@$(PYTHON) -c 'import ensurepip' 2>/dev/null || { $(call apt,python3-venv); }
	umask 022 && $(PYTHON) -m venv $(VENV)
	umask 022 && $(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes --no-deps --requirement requirements.lock
	@cp requirements.lock $@

messages: install
	$(BIN)/python manage.py makemessages --all --no-location --no-obsolete --ignore=.venv

LOCK = $(BIN)/uv pip compile pyproject.toml --quiet --upgrade --universal --python-version 3.11 \
	--generate-hashes --no-emit-index-url --no-header
lock: install
	$(BIN)/python -m pip install --quiet --disable-pip-version-check uv
	$(LOCK) --group dev --output-file requirements.lock
	$(LOCK) --constraint requirements.lock --output-file requirements-production.lock

# Install Debian packages where we may, or say what to install.
apt = if [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; \
	then apt-get -qq update && apt-get -qq install -y --no-install-recommends $(1) >/dev/null; \
	else echo "Please install: $(1)" >&2; false; fi
