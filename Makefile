# Every command we type. A bare clone needs Python >= 3.11 with pip, and make; nothing else.

PYTHON ?= python3
# What the program runs on, unless a PYTHON was named: the system's own where it is new enough, for
# distributions build theirs with every optimization, and many a Python built by hand is slower.
SYSTEM := $(shell /usr/bin/python3 -c 'import sys; sys.version_info >= (3, 11) and print(sys.executable)' 2>&-)
RUNS   := $(if $(filter file,$(origin PYTHON)),$(or $(SYSTEM),$(PYTHON)),$(PYTHON))
UV     := .boot/bin/uv
BIN    := .venv/bin
STAMP  := .venv/.installed
# The reader of codes for cameras whose browser has none, and what the tests of the screens need;
# without npm the scan screen says so, and those tests that they are skipped.
READER := src/gendan/kit/static/kit/reader
NODE   := $(if $(shell command -v npm),node_modules/.installed)
LOCK   := $(UV) pip compile --quiet --generate-hashes --universal --python-version 3.11 --no-header --no-annotate

export UV_PYTHON_DOWNLOADS := never
# Images of containers say not to keep what was compiled; every start would compile everything anew.
export PYTHONDONTWRITEBYTECODE :=

.DEFAULT_GOAL := help
.PHONY: help setup run test lint format bench screenshots docs lock clean

help: ## list these commands
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  make %-11s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

setup: $(STAMP) $(NODE) ## install everything into .venv (fast when nothing changed)

run: setup ## the demo shop at http://127.0.0.1:8000, its orders travelling before your eyes
	$(BIN)/gendan demo --serve

test: setup ## the whole test suite (ARGS="tests/kernel -k taking" for a part)
	$(BIN)/python -m pytest -n auto --dist worksteal $(ARGS)

lint: setup ## style, types, import rules, missing migrations, secrets
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/gendan manage makemigrations --check --dry-run
	git ls-files -z --cached --others --exclude-standard | \
	  xargs -0 $(BIN)/detect-secrets-hook --disable-plugin HexHighEntropyString

format: setup ## put every file into the house style
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

bench: setup ## measure, each figure beside its limit (ARGS="place_http soak" for some)
	$(BIN)/python -m bench $(ARGS)

screenshots: setup ## every screen into var/screens (ARGS=--readme renews those of the README), every e-mail into var/mails
	$(BIN)/python -m tests.messages.pictures
	$(BIN)/python -m tests.desks.screens $(ARGS)

docs: setup ## write anew the pages that are made from the program
	$(BIN)/python -m gendan.config.reference docs/guide/configuration.md
	$(BIN)/gendan docs

lock: $(UV) ## choose versions anew within pyproject.toml and write the hashed locks
	$(LOCK) --upgrade requirements-boot.in -o requirements-boot.txt
	$(LOCK) --upgrade pyproject.toml -o requirements.txt
	$(LOCK) --upgrade pyproject.toml --extra otel -c requirements.txt -o requirements-otel.txt
	$(LOCK) --upgrade pyproject.toml --group dev -c requirements.txt -o requirements-dev.txt

clean: ## remove what was installed and cached; var/ with its data stays
	rm -rf .boot .venv node_modules $(READER) .mypy_cache .pytest_cache .ruff_cache .hypothesis .import_linter_cache

$(UV): requirements-boot.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Gendan needs Python 3.11 or newer; this is " + sys.version.split()[0] + ". Say: make PYTHON=/path/to/python3.11")'
	$(PYTHON) -m pip install --quiet --disable-pip-version-check --root-user-action=ignore --upgrade --require-hashes --target .boot -r requirements-boot.txt
	@touch $@

# Kept in one environment: the locks by hash, then the project itself, built by the locked backend.
$(STAMP): $(UV) requirements-dev.txt pyproject.toml
	@test -x $(BIN)/python || $(UV) venv --quiet --clear --python $(RUNS) .venv
	$(UV) pip sync --quiet --compile-bytecode --python $(BIN)/python --require-hashes requirements-dev.txt
	$(UV) pip install --quiet --python $(BIN)/python --no-deps --no-build-isolation --offline --editable .
	@touch $@

# Nobody needs it to run the shop: a registry that does not answer stops nothing.
node_modules/.installed: package.json package-lock.json
	@npm ci --ignore-scripts --no-audit --no-fund --silent && deploy/reader.sh $(READER) && touch $@ || \
	  echo "npm brought nothing: cameras read codes only where the browser can, and the tests that need npm will be skipped. Say make setup again."
