# Everything this makes stands in .venv/ and var/ of this folder; `make clean` takes both away again.
.DEFAULT_GOAL := help
SHELL := /bin/bash
export HIGHNEEDS_HOME ?= var
PORT ?= 8000
SERVE ?= yes
SEED ?= 2026
PLANS ?= 7000

PYTHON ?= python3
UV = $(shell uv --version >/dev/null 2>&1 && echo uv || echo var/tools/bin/uv)
BIN := .venv/bin

.PHONY: help run test check bench pictures lock clean

help: ## Say what there is to make
	@echo "make run     set up, build the demonstration council, run its month, serve it on 127.0.0.1:$(PORT)"
	@echo "make test    set up, check and test everything"
	@echo "make check   format, lint, types and layers only"
	@echo "make bench   measure the engine and whole processes (about ten minutes)"
	@echo "make pictures  screenshots of every page and paper into var/pictures"
	@echo "make lock    pin the dependencies again, with hashes"
	@echo "make clean   remove .venv/ and var/"

run: .venv/ready-to-run ## Build the demonstration council, run a month's whole cycle, serve it
	@mkdir -p -m 700 var && chmod 700 var
	@$(BIN)/highneeds demonstration var/demo --block docs/examples/block.toml --seed $(SEED) --plans $(PLANS)
	@if [ "$(SERVE)" != no ]; then $(BIN)/highneeds serve --port $(PORT); fi

test: check .venv/system-packages ## Check and test everything
	$(BIN)/pytest -n 2 --dist loadfile --no-loadscope-reorder

check: .venv/ready-to-test ## Format, lint, types, layers, migrations
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/django-admin makemigrations --check --dry-run --settings highneeds.web.settings

bench: .venv/ready-to-test ## Measure the engine and whole processes (about ten minutes), into docs/benchmarks.md
	$(BIN)/python -m bench

pictures: .venv/ready-to-test .venv/system-packages ## Screenshots of pages and papers
	$(BIN)/python tools/pictures.py

lock: .venv/uv ## Pin dependencies with hashes
	$(UV) pip compile -q --generate-hashes --no-emit-index-url --no-header --python-version 3.11 --group build pyproject.toml -o requirements.txt
	$(UV) pip compile -q --generate-hashes --no-emit-index-url --no-header --python-version 3.11 --group build --group dev -c requirements.txt pyproject.toml -o requirements-dev.txt
	$(UV) pip compile -q --generate-hashes --no-emit-index-url --no-header --python-version 3.11 requirements-tools.in -o requirements-tools.txt

clean:
	rm -rf .venv var

.venv/uv: requirements-tools.txt
	@$(PYTHON) -c 'import sys; sys.exit("highneeds needs Python 3.11 or later; this is " + sys.version.split()[0] if sys.version_info < (3, 11) else 0)'
	@mkdir -p -m 700 var && chmod 700 var
	@uv --version >/dev/null 2>&1 || $(PYTHON) -m pip install -q --disable-pip-version-check --no-warn-script-location --require-hashes --upgrade --target var/tools -r requirements-tools.txt
	@[ -x $(BIN)/python ] || $(UV) venv -q --python $(PYTHON) .venv
	@touch $@

.venv/ready-to-run: requirements.txt pyproject.toml .venv/uv
	@echo "Setting up (once): installing pinned packages into .venv"
	@$(UV) pip install -q --python $(BIN)/python --compile-bytecode --require-hashes -r requirements.txt
	@$(UV) pip install -q --python $(BIN)/python --no-deps --no-build-isolation -e .
	@$(BIN)/python -m compileall -q src
	@echo "Compiling the engine (once)"
	@$(BIN)/python -m highneeds.operations.warming
	@touch $@

.venv/ready-to-test: requirements-dev.txt .venv/ready-to-run
	@$(UV) pip install -q --python $(BIN)/python --compile-bytecode --require-hashes -r requirements-dev.txt
	@touch $@

.venv/system-packages: tools/system_packages.sh .venv/ready-to-test
	@bash tools/system_packages.sh
	@touch $@
