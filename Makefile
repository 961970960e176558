# Everything a newcomer types; each target sets up first what it needs.
.DEFAULT_GOAL := help
.PHONY: help setup run test check campaign bench lock packages clean setup-run

BIN := .venv/bin
# One more than cores: some tests wait for processes that they started.
WORKERS := $(shell echo $$(($$(nproc 2>/dev/null || echo 2) + 1)))
# Tests draw off screen, so that they are the same on a desk and on a server.
test check campaign bench: export QT_QPA_PLATFORM = offscreen

help: ## this list
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  make %-10s %s\n", $$1, $$2 }' Makefile

setup: ## install everything into .venv/ (to run and to test)
	@sh packaging/dev/setup.sh --dev

setup-run:
	@sh packaging/dev/setup.sh

run: setup-run ## a whole visit on this machine, in windows or, without a screen, in demo-out/
	@sh packaging/dev/run.sh

test: check ## checks, then the tests (a few minutes)
	$(BIN)/pytest -n $(WORKERS) --maxprocesses 8 --dist worksteal

check: setup ## format, lint, types, import directions, QML
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	sh packaging/dev/qmllint.sh

campaign: setup ## the long runs: kills, thousands of tickets, hours of use
	$(BIN)/pytest -m campaign -o faulthandler_timeout=0

bench: setup ## the speed floors, each against a bare reference in the same run
	@set -e; for file in $$(grep -l __main__ tests/bench/*.py); do \
		name=$$(basename "$$file" .py); echo "== $$name"; $(BIN)/python -m "tests.bench.$$name"; done

lock: ## write the lock files from pyproject.toml (UPGRADE=1 for newer versions)
	@sh packaging/dev/lock.sh

packages: setup-run ## what a technician installs from, in dist/, for machines without a network
	@$(BIN)/python packaging/deb/build.py --out dist

clean: ## remove what the other targets made
	rm -rf .venv demo-out dist build .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
