# make demo   everything for a look: installs, seeds and serves on PORT (default 8000)
# make test   everything for the tests: installs and runs them all
# make check  style, types, contracts between rooms, migrations and translations complete
# make bench  one JSON line per figure;  make soak  the long repetitions

PORT ?= 8000
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
export PYTHONUNBUFFERED := 1

.PHONY: setup setup-dev demo test check bench soak messages requirements clean

setup: $(VENV)/run.stamp

setup-dev: $(VENV)/dev.stamp

$(VENV)/made.stamp:
	@$(PYTHON) -m venv $(VENV) || { echo "Please install venv: apt-get install --yes python3-venv"; exit 1; }
	@touch $@

# uv when it is there (seconds), else pip (a minute or two).
define install
	@.ci/system $(1)
	@if command -v uv >/dev/null 2>&1; then \
	  VIRTUAL_ENV=$(CURDIR)/$(VENV) uv pip install --quiet --require-hashes -r $(2); \
	else \
	  $(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r $(2); \
	fi
	@$(BIN)/pybabel --quiet compile -D django -d fieldwork/locale
endef

$(VENV)/run.stamp: requirements.txt fieldwork/locale/nl/LC_MESSAGES/django.po .ci/system | $(VENV)/made.stamp
	$(call install,run,requirements.txt)
	@touch $@

$(VENV)/dev.stamp: requirements-dev.txt fieldwork/locale/nl/LC_MESSAGES/django.po .ci/system | $(VENV)/made.stamp
	$(call install,test,requirements-dev.txt)
	@touch $@ $(VENV)/run.stamp

demo: setup
	@$(BIN)/python manage.py collectstatic --noinput -v 0
	@$(BIN)/python -W ignore manage.py demo --port $(PORT)

test: setup-dev
	@$(BIN)/python -m tests.run

check: setup-dev
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check --quiet . || { echo "Please run: $(BIN)/ruff format ."; exit 1; }
	@$(BIN)/mypy
	@$(BIN)/lint-imports
	@$(BIN)/python -W ignore manage.py makemigrations --check --dry-run
	@$(BIN)/python -m tests.translations

bench: setup-dev
	@$(BIN)/python -m tests.bench

soak: setup-dev
	@$(BIN)/python -m tests.run --soak

# Collect every translatable text anew; fill the empty ones in fieldwork/locale/*/LC_MESSAGES/django.po.
messages: setup-dev
	@$(BIN)/python -W ignore manage.py makemessages --all --no-location --no-obsolete --add-location never \
	  --ignore=static --ignore=staticfiles --ignore=tests --ignore=var --ignore=$(VENV) >/dev/null
	@for file in fieldwork/locale/*/LC_MESSAGES/django.po; do \
	  msgcat --sort-output --no-wrap -o $$file $$file && \
	  sed -i '/^"POT-Creation-Date/d;/^"Report-Msgid-Bugs-To/d' $$file; \
	done
	@$(BIN)/pybabel --quiet compile -D django -d fieldwork/locale

requirements:
	@$(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header \
	  --no-emit-index-url --upgrade --extra forms pyproject.toml -o requirements.txt
	@$(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header \
	  --no-emit-index-url --upgrade --extra forms --group dev pyproject.toml -c requirements.txt -o requirements-dev.txt

clean:
	@rm -rf var $(VENV)
