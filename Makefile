# What a newcomer types: `make demo`. What a contributor types: `make test`.
# Needed: Python 3.11 or later with venv and pip, and make. `make help` lists the rest.

PYTHON ?= python3
VENV   := .venv
BIN    := $(VENV)/bin
STAMP  := $(VENV)/.policycheck-setup
DEMO   := singapore-2018

.DEFAULT_GOAL := help
.PHONY: help setup system judges demo test search lint format bench site clean

help:  ## this list
	@sed -n 's/^\([a-z]*\):.*## \(.*\)/  make \1	\2/p' $(MAKEFILE_LIST)

setup: $(STAMP)  ## make .venv with policycheck and what its tests need

$(STAMP): pyproject.toml constraints.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
	  || { echo 'policycheck needs Python 3.11 or later: make setup PYTHON=python3.12'; exit 1; }
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV) \
	  || { rm -rf $(VENV); echo 'Python lacks venv. On Debian and Ubuntu: apt-get install python3-venv'; exit 1; }
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt -e '.[dev]'
	$(BIN)/python -m compileall -q src
	@touch $@

system: setup  ## install the text libraries that the PDF needs, or say which
	@.ci/system $(BIN)/python

demo: setup system  ## audit a historical package and print where the PDF is
	@mkdir -p build
	@status=0; \
	$(BIN)/policycheck evaluate examples/$(DEMO)/proposal.yaml -o build/$(DEMO).pdf || status=$$?; \
	if [ $$status -gt 1 ]; then exit $$status; fi; \
	if [ $$status -eq 1 ]; then echo 'The package fails the gate (exit code 1). That is an answer, not an error.'; fi; \
	echo "The report: build/$(DEMO).pdf"

test: setup  ## the whole gate, as CI runs it
	@.ci/system $(BIN)/python tests
	@.ci/judges
	@PATH="$(CURDIR)/$(BIN):$$PATH" .ci/gate

search: setup  ## try the laws on new examples, sixty times as many as the gate
	POLICYCHECK_LAWS=search $(BIN)/pytest -n auto -q tests/evaluation tests/load tests/score tests/workshop tests/rendering/test_identity.py tests/comparison

lint: setup  ## only the quick part of the gate: style, types, floors
	@PATH="$(CURDIR)/$(BIN):$$PATH" .ci/gate quick

format: setup  ## put every Python file into the house style
	$(BIN)/ruff check --fix-only --quiet
	$(BIN)/ruff format

judges: setup  ## install the judges of formats that come from npm, for tests run one by one
	@.ci/judges

bench: setup  ## measure speed; the figures stand in docs/
	$(BIN)/python -m benchmarks

site: setup  ## make a site of docs/ in build/site; a broken link stops it
	$(BIN)/mkdocs build
	@echo 'The site: build/site/index.html'

clean:  ## remove what was built, the environment too
	rm -rf $(VENV) build dist .pytest_cache .mypy_cache .ruff_cache .hypothesis .import_linter_cache .coverage .coverage.* htmlcov
	find src tests -name __pycache__ -type d -prune -exec rm -rf {} +
