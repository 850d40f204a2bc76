# Whose Words. Every target does the set-up it needs, once; `make` alone lists them.
PYTHON ?= python3
CORPUS ?= seeds data/corpora/tanners-bridge
CLASS ?= data/corpora/tanners-bridge
ARGS ?=
DATA ?=
SECONDS ?= 60
BIN := .venv/bin
PIN = $(BIN)/uv pip compile --no-config --quiet --universal --python-version 3.11 --no-annotate --no-header $(ARGS)
USERS := .venv/.installed
TESTERS := .venv/.installed-tests
RIVALS := .venv/.installed-benchmarks

export PIP_DISABLE_PIP_VERSION_CHECK := 1

.DEFAULT_GOAL := help
.PHONY: help setup report lab class app test lint bench bench-attribution fuzz audit sample requirements clean

help: ## this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-18s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

setup: $(USERS) ## make .venv and install everything into it

$(USERS): requirements.txt pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(not (3, 11) <= sys.version_info < (3, 14))' || \
	  { echo "Whose Words needs Python 3.11, 3.12 or 3.13; this is $$($(PYTHON) --version 2>&1). Try: make PYTHON=python3.12 …"; exit 1; }
	@test -x $(BIN)/python || $(PYTHON) -m venv .venv || \
	  { rm -rf .venv; echo "Python could not make .venv. On Debian and Ubuntu, install python3-venv first."; exit 1; }
	@echo "Installing into .venv (about 300 MB to download, 1.2 GB on disk, once) …"
	@$(BIN)/python -m pip install --quiet -r requirements.txt
	@touch $@

$(TESTERS): $(USERS) tests/requirements.txt
	@echo "Installing the tools for testing (about 80 MB to download, once) …"
	@$(BIN)/python -m pip install --quiet -r tests/requirements.txt
	@touch $@

$(RIVALS): $(USERS) tests/benchmarks/requirements.txt
	@echo "Installing what attribution is compared with (about 20 MB to download, once) …"
	@$(BIN)/python -m pip install --quiet -r tests/benchmarks/requirements.txt
	@touch $@

report: $(USERS) ## the seed article and the teaching corpus, an HTML report each in reports/ (others: make report CORPUS=folder)
	$(BIN)/whosewords report $(CORPUS)

lab: $(USERS) ## JupyterLab, opened at the first notebook
	$(BIN)/whosewords lab

class: $(USERS) ## lessons and coding by hand for a class (to all devices in the room: make class ARGS=--room; other articles: CLASS=folder)
	$(BIN)/whosewords class $(CLASS) $(ARGS)

app: $(USERS) ## the lessons and the panel as pages without code cells, on this computer
	@mkdir -p build && grep -v '^-e' requirements.txt > build/pins.txt
	$(BIN)/python -m pip install --quiet -c build/pins.txt -e '.[app]'
	$(BIN)/voila notebooks/lessons

test: $(TESTERS) ## the whole test suite (a part: make test ARGS="-k paths")
	$(BIN)/python -m pytest $(ARGS)

lint: $(TESTERS) ## ruff and mypy
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

bench: $(TESTERS) ## words per second, memory, seconds by stage; reports against plain commands; kills
	$(BIN)/python tests/benchmarks/speed.py
	$(BIN)/python tests/benchmarks/analyses.py
	$(BIN)/python tests/benchmarks/report.py
	$(BIN)/python tests/benchmarks/kill.py

bench-attribution: $(RIVALS) ## attribution: against textacy on PolNeAR (DATA=folder with a copy of it), then nested
ifdef DATA
	$(BIN)/python tests/benchmarks/attribution.py $(DATA)
else
	@echo "Without a copy of PolNeAR (make bench-attribution DATA=folder), only nested attributions are measured."
endif
	$(BIN)/python tests/benchmarks/nested.py data/gold/nested/development.txt

fuzz: $(TESTERS) ## files that nobody would write, read and shown, for a while (longer: make fuzz SECONDS=600)
	$(BIN)/python tests/benchmarks/fuzz.py --seconds $(SECONDS) $(ARGS)

audit: $(USERS) ## whether any pinned package has a vulnerability that is known (asks the registry's list of them)
	@$(BIN)/python -m pip install --quiet uv
	@mkdir -p build
	@grep -hv -e '^-e' -e '^#' requirements.txt tests/requirements.txt > build/audit.txt
	@$(BIN)/uv tool run --quiet pip-audit@2.10.1 --strict --no-deps --disable-pip --progress-spinner off \
	  -r build/audit.txt > build/audit.log 2>&1; code=$$?; grep -v '^WARNING' build/audit.log; \
	  test $$code -eq 0 || grep -q '^Found' build/audit.log || \
	  echo "The pins were NOT checked: the list of vulnerabilities could not be asked about all of them."; exit $$code

sample: $(USERS) ## remake the report in reports/sample/ and its picture (the picture needs Chromium)
	rm -rf build/sample
	$(BIN)/whosewords report seeds --out build/sample
	mkdir -p reports/sample
	cp build/sample/seeds.html reports/sample/seeds.html
	chromium --headless --no-sandbox --disable-gpu --hide-scrollbars --window-size=1200,1000 \
	  --screenshot=reports/sample/report.png $(CURDIR)/build/sample/seeds.html

requirements: $(USERS) ## remake the exact pins from pyproject.toml (newer ones: make requirements ARGS=--upgrade)
	$(BIN)/python -m pip install --quiet uv
	@mkdir -p build
	@grep -v '^-e' requirements.txt > build/pins.txt
	$(PIN) pyproject.toml -o build/pins.txt
	@{ echo "# Exact pins for Python 3.11 to 3.13 on every system. Remake with: make requirements"; \
	   cat build/pins.txt; echo "-e ."; } > requirements.txt
	@cp build/pins.txt build/tests.txt
	$(PIN) --extra dev -c build/pins.txt pyproject.toml -o build/tests.txt
	@{ echo "# What the tests need on top of requirements.txt. Remake with: make requirements"; \
	   grep -vxFf build/pins.txt build/tests.txt; } > tests/requirements.txt

clean: ## remove .venv and everything that can be made again, except your reports
	rm -rf .venv build dist .pytest_cache .mypy_cache .ruff_cache .hypothesis
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
