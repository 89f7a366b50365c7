# `make run` starts Pilothouse with the demo; `make help` shows the rest. Needs Python 3.11 and make.
SHELL := /bin/bash
PYTHON ?= python3
PY := .venv/bin/python
PYTEST := $(PY) -m pytest -q
SETUP := $(PYTHON) tools/setup.py
TESTS := test-web test-engine test-sqlite test-postgres test-browser test-slow

# What reads the settings without serving (checks, generators) keeps its files here, not in your home.
CACHE_HOME := PILOTHOUSE_HOME=$(CURDIR)/.cache/home
NEW := $(CACHE_HOME) DJANGO_SETTINGS_MODULE=pilothouse.site.settings $(PY) -m tools.new

# Each start of Python reads what an earlier one compiled, also where the machine says not to keep it.
unexport PYTHONDONTWRITEBYTECODE

.DEFAULT_GOAL := help
.PHONY: help run setup services check format docs pictures screens baselines test quick $(TESTS) coverage bench new-room new-law new-connector clean

help: ## Show what can be made
	@awk -F':.*## ' '/^[a-z-]+:.*## / {printf "  make %-15s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

run: ## Start Pilothouse with the demo on http://127.0.0.1:8000
	@$(SETUP) run
	@.venv/bin/pilothouse serve --demo

setup: ## Install everything that checks and tests need
	@$(SETUP) dev engine

services: setup ## Install PostgreSQL and Chromium where they are missing (as root on Debian)
	@$(PY) -m tools.services

check: setup ## Style, types, walls between rooms, house laws, freshness of the reference
	@$(CACHE_HOME) $(PY) -m tools.check

format: setup ## Put the code into the house's form
	@.venv/bin/ruff check -q --fix . ; .venv/bin/ruff format -q .
	@.venv/bin/djangofmt check --fix --quiet src ; .venv/bin/djangofmt --quiet src
	@PATH="$(CURDIR)/.venv/bin:$$PATH" npm --prefix web run --silent format

docs: setup ## Write docs/reference anew
	@$(CACHE_HOME) $(PY) -m tools.docs

pictures: setup ## Draw docs/images/algorithms anew
	@$(CACHE_HOME) $(PY) -m tools.docs.algorithms

screens: services ## Take the pictures of the README and the guides anew
	@$(PY) -m tools.screens

baselines: setup ## Write the numbers of queries of each page anew
	@UPDATE_BASELINES=1 $(PYTEST) tests/query_counts

test: setup services ## Every test, on SQLite and on PostgreSQL, in the browser and from a wheel
	@$(MAKE) --no-print-directory -k $(TESTS)

quick: setup ## The tests that take less than a second each
	@$(PYTEST) -n 2 -m "not slow and not browser"

test-web: setup
	@echo "== web: unit tests"
	@PATH="$(CURDIR)/.venv/bin:$$PATH" npm --prefix web run --silent test

test-engine: setup
	@echo "== engine, in an environment without Django"
	@.venv-engine/bin/python -m pytest -q -c tools/engine.ini --rootdir=. -n 2 -m "not slow" src/pilothouse/engine

test-sqlite: setup
	@echo "== rooms and house, on SQLite"
	@$(PYTEST) -n 2 -m "not slow and not browser" --ignore=src/pilothouse/engine

test-postgres: services
	@echo "== rooms and house, on PostgreSQL"
	@$(PY) -m tools.postgres -- $(PYTEST) -n 2 -m "(not slow or twice) and not browser and not one_database" \
	  --ignore=src/pilothouse/engine

test-browser: services
	@echo "== pages, in the browser"
	@$(PYTEST) -n 2 --dist worksteal -m "browser and not slow"

test-slow: services
	@echo "== slow: wheel, start, load"
	@$(PYTEST) -n 2 --dist worksteal -m slow

coverage: setup ## Which share of each room its tests run; lines of test beside lines of code
	@$(PY) -m tools.coverage

bench: ## Measure against peers; BENCH=name for one
	@$(SETUP) bench
	@for file in bench/$(or $(BENCH),*).py; do echo "== $$file"; $(PY) $$file || exit 1; done

new-room: setup ## Lay out a room: make new-room NAME=pricing ABOVE=accounts NOUN=price
	@$(NEW) room "$(NAME)" --above "$(ABOVE)" --noun "$(NOUN)"

new-law: setup ## Lay out a house law: make new-law NAME=breakpoints
	@$(NEW) law "$(NAME)"

new-connector: setup ## Lay out a connector: make new-connector NAME=trello
	@$(NEW) connector "$(NAME)"

clean: ## Remove everything that was made here (not your data)
	@rm -rf .venv .venv-engine .cache .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache \
	  artifacts build dist web/node_modules src/pilothouse/site/static/built
