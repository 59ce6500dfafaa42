# Jalons: `make demo` to try it, `make test` to check all of it. `make help` lists the rest.

DATA ?= $(CURDIR)/.data
HOST ?= 127.0.0.1
PORT ?= 8000
BIN := .venv/bin
UV := .tools/bin/uv
UV_VERSION := 0.13.9
COMPILE := $(UV) pip compile -q --python $(BIN)/python --python-version 3.12 --universal --generate-hashes --no-emit-index-url --no-header --no-annotate
QUICK := not alone and not browser and not slow and not office and not walk and not broker and not pages and not long
export JALONS_DATA_DIR ?= $(DATA)
# bytecode is stored: else each process compiles the product again, two seconds of processor
unexport PYTHONDONTWRITEBYTECODE

.DEFAULT_GOAL := help
.PHONY: help prerequisites setup setup-dev demo links dev test check oracles conformance audit fix messages figures ai-figures requirements clean

help: ## list the commands
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 14

prerequisites: ## install what tests need on this machine, or print the command that does
	@tools/prerequisites

.tools/bin/uv:
	@python3 -m pip install --quiet --root-user-action=ignore --disable-pip-version-check --target .tools uv==$(UV_VERSION)

.venv/bin/python: | .tools/bin/uv
	@$(UV) venv --quiet --python '>=3.12' .venv

.venv/run.stamp: requirements/run.txt pyproject.toml | .venv/bin/python
	@$(UV) pip install --quiet --python $(BIN)/python --require-hashes -r requirements/run.txt
	@$(UV) pip install --quiet --python $(BIN)/python --no-build-isolation --no-deps --editable .
	@touch $@

.venv/dev.stamp: requirements/dev.txt .venv/run.stamp
	@$(UV) pip install --quiet --python $(BIN)/python --require-hashes -r requirements/dev.txt
	@touch $@

node_modules/axe-core/axe.min.js: package.json package-lock.json
	@npm ci --silent --no-audit --no-fund && touch $@

setup: .venv/run.stamp ## make .venv with the jalons command in it
setup-dev: .venv/dev.stamp ## the same, with the tools of a developer

demo: setup ## load the demonstration territory and serve it (PORT=8123 to change the port)
	@$(BIN)/jalons demo load
	@$(BIN)/jalons demo links --address http://$(HOST):$(PORT)
	@exec $(BIN)/jalons serve --host $(HOST) --port $(PORT)

links: setup ## print new sign-in links of the demonstration
	@$(BIN)/jalons demo links --address http://$(HOST):$(PORT)

dev: setup-dev ## serve with detailed errors and automatic reload
	@JALONS_DEBUG=1 DJANGO_SETTINGS_MODULE=jalons.site.settings $(BIN)/python -m django runserver $(HOST):$(PORT)

check: setup-dev ## about two minutes: lint, borders, types, words, engine and unit tests on SQLite
	@$(BIN)/ruff format --check --quiet .
	@$(BIN)/ruff check --quiet .
	@$(BIN)/lint-imports --no-logo
	@$(BIN)/mypy
	@$(BIN)/python tools/messages.py --check
	@TEST_PART=quick TEST_EXAMPLES=$${TEST_EXAMPLES:-10} $(BIN)/pytest -m "$(QUICK)" --no-migrations -n 2 $(if $(CI),--maxfail=3)
	@TEST_PART=engines TEST_EXAMPLES=$${TEST_EXAMPLES:-10} tools/engines_alone $(if $(CI),--maxfail=3)

test: prerequisites setup-dev node_modules/axe-core/axe.min.js ## everything: check, then all tests on SQLite and on PostgreSQL, in Chromium too
	@tools/test

oracles: setup-dev ## compare our engines with their peers, in environments of their own
	@tools/oracles

conformance: setup-dev ## run the ETSI NGSI-LD suite (SUITE=its folder, ROBOT=its robot command, STORE=an address), offline
	@tools/conformance $(SUITE) --robot $(or $(ROBOT),robot) $(if $(STORE),--store $(STORE)) --markdown

audit: prerequisites setup-dev node_modules/axe-core/axe.min.js ## visit every page in Chromium: weight, EcoIndex, accessibility
	@$(BIN)/jalons webaudit self --axe node_modules/axe-core/axe.min.js --json src/jalons/site/data/self_audit.json

figures: setup-dev ## print the measured figures of the product
	@$(BIN)/python benchmarks/figures.py

ai-figures: setup-dev ## measure every AI recipe against its rule, with what it costs (SEEDS=3)
	@$(BIN)/python benchmarks/ailibrary_figures.py --seeds $(or $(SEEDS),3)

fix: setup-dev ## repair what can be repaired by itself
	@$(BIN)/ruff format --quiet . && $(BIN)/ruff check --fix --quiet .

messages: setup-dev ## extract the words to translate and compile them
	@$(BIN)/python tools/messages.py

requirements: .venv/bin/python ## pin the dependencies again, with hashes and no address
	@$(COMPILE) --extra web --extra twin --extra postgres --extra federation pyproject.toml requirements/build.in -o requirements/run.txt
	@$(COMPILE) --extra web --extra twin --extra postgres --extra federation --extra s3 --extra valkey -c requirements/run.txt pyproject.toml requirements/build.in -o requirements/operate.txt
	@$(COMPILE) --extra web --extra twin --extra postgres --extra federation --extra audit --extra ai --extra dev -c requirements/run.txt pyproject.toml requirements/build.in -o requirements/dev.txt
	@$(COMPILE) -c requirements/dev.txt pyproject.toml requirements/build.in requirements/engines.in -o requirements/engines.txt
	@for room in footprint inclusion ailibrary federation; do $(COMPILE) pyproject.toml requirements/build.in requirements/oracle_$$room.in -o requirements/oracle_$$room.txt; done

clean: ## remove what the other commands made (not the data)
	@rm -rf .venv .engines-venv .oracles .tools node_modules .mypy_cache .ruff_cache .import_linter_cache
