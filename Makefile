# One environment in .venv, made from the pinned requirements; every target makes what it needs.
PYTHON ?= python3
BIN := .venv/bin
JOBS ?= 2
.DEFAULT_GOAL := help
.PHONY: help run test quick lint bench docs clean

help:  ## list the targets
	@grep -E '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed 's/:.*##/  /'

run: .venv/.ready  ## co-dispatch the built-in Zhaotong case over a year and write runs/<id>/
	$(BIN)/dispatch run models/zhaotong

test: .venv/.ready  ## run every test
	$(BIN)/python -m pytest -n $(JOBS)

quick: .venv/.ready  ## in about a minute: cases, families, program, words, what is refused, cases worked by hand
	$(BIN)/python -m pytest -n $(JOBS) tests/case tests/families tests/program tests/series tests/results \
		tests/locale tests/rejects tests/jobs tests/hand --ignore tests/hand/test_every_term_matters.py

lint: .venv/.ready  ## style, types and the direction of imports
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

bench: .venv/.bench-ready  ## speed and memory side by side with PyPSA and plain Pyomo
	$(BIN)/python -m benchmarks

clean:  ## remove the environment and caches, never runs
	rm -rf .venv .pytest_cache .mypy_cache .ruff_cache .hypothesis *.egg-info

# pip's own version does not matter; an interrupted install is done again because .ready is touched last.
.venv/.ready: requirements/dev.txt pyproject.toml
	$(PYTHON) -c 'import sys; sys.exit(0 if sys.version_info >= (3, 11) else "Python 3.11 or newer is needed")'
	$(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --disable-pip-version-check --quiet -r requirements/dev.txt
	$(BIN)/python -m pip install --disable-pip-version-check --quiet --no-deps --editable .
	@touch $@

.venv/.bench-ready: .venv/.ready requirements/bench.txt
	$(BIN)/python -m pip install --disable-pip-version-check --quiet -r requirements/bench.txt
	@touch $@
