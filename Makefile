# Two commands do everything: `make demo` and `make test`. Both stand on `make install`.
PYTHON ?= python3
FRONT ?= 8000
DESK ?= 8001
WAYSTATION_DATA ?= $(CURDIR)/var
export WAYSTATION_DATA
BIN := .venv/bin
PIP := $(BIN)/python -m pip install --quiet --disable-pip-version-check --no-compile

.PHONY: help install demo test journeys check bench clean

help: ## say what can be made
	@awk -F':.*## ' '/^[a-z]+:.*## /{printf "  make %-10s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

install: .venv/installed ## make .venv with the waystation command in it

.venv/installed: pyproject.toml
	test -x $(BIN)/python || $(PYTHON) -m venv .venv
	$(PIP) -e '.[full]'
	$(BIN)/python -m waystation.site.catalogues
	@touch $@

.venv/tools: .venv/installed
	$(PIP) -e '.[dev]'
	@touch $@

demo: install ## invented people, both doors, on this machine only (FRONT=, DESK=, WAYSTATION_DATA=)
	$(BIN)/waystation demo --front $(FRONT) --desk $(DESK)

test: install .venv/tools ## walls, style, types, templates, tests; journeys too where chromium is installed
	sh tests/run.sh

clean: ## remove what was built, never the data
	rm -rf .venv build dist
