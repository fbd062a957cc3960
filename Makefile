PYTHON ?= python3
BIN := .venv/bin
STAMP := .venv/.installed

.PHONY: demo test check soak bench docs agree office web format clean

demo: $(STAMP)
	rm -rf demo && mkdir demo
	$(BIN)/classeur new demo/production.xlsx --sample --lang fr
	-$(BIN)/classeur check demo/production.xlsx | tail -n 15
	$(BIN)/classeur costs demo/production.xlsx --period 6 || true
	-$(BIN)/classeur schedule demo/production.xlsx | tail -n 5
	$(BIN)/classeur sync demo/production.xlsx
	@echo
	@echo "Open demo/production.xlsx: the Sommaire, Contrôles, Situation and Jour par jour sheets."
	@echo "The store is demo/classeur.sqlite; try: $(BIN)/classeur log --store sqlite:///demo/classeur.sqlite"

test: $(STAMP) office web
	$(BIN)/python -m pytest -n 2 --dist loadfile

check: $(STAMP)
	$(BIN)/mypy
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/python -m pytest -m "not slow"

# Long runs: three workers, two hundred workbooks, then as many spreadsheets, one PostgreSQL; ten thousand histories.
soak: $(STAMP) office
	CLASSEUR_SOAK=1 $(BIN)/python -m pytest -s -m slow tests/test_sync_worker_many.py tests/test_sync_worker_google.py
	$(BIN)/python tests/simulation/soak.py 10000

docs: $(STAMP)
	$(BIN)/python -m workbook_templates.document > docs/tables.md
	$(BIN)/python -m addin.documents.findings_gallery > docs/findings.md
	$(BIN)/python -m addin.faces.excel_build.document > docs/buttons.md
	$(BIN)/python -m addin.faces.excel_build.document --module > addin/faces/excel_build/ClasseurButtons.bas
	$(BIN)/python -m addin.faces.excel_build.document --functions > addin/faces/excel_build/ClasseurFunctions.bas
	$(BIN)/python -m addin.faces.google_script.document > docs/google_buttons.md
	$(BIN)/python -m addin.faces.google_script.document --module > addin/faces/google_script/Buttons.js
	$(BIN)/python -m addin.faces.http.openapi > docs/openapi.json

# The words each finding gets, taken again from what the rules say now: read the difference like code.
agree: $(STAMP)
	$(BIN)/python -m addin.documents.findings_gallery --agree > docs/findings.md

bench: $(STAMP)
	for bench in benchmarks/bench_*.py; do $(BIN)/python $$bench || exit 1; done

format: $(STAMP)
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

$(STAMP): pyproject.toml
	test -x $(BIN)/python || $(PYTHON) -m venv .venv || \
		(apt-get update -qq && apt-get install -y -qq python3-venv && $(PYTHON) -m venv .venv)
	$(BIN)/python -m pip install -q --upgrade pip
	$(BIN)/python -m pip install -q -e ".[dev]"
	touch $(STAMP)

# Chromium and Node run the Office pane and the Apps Script project.
web:
	command -v chromium >/dev/null && command -v npm >/dev/null || (apt-get update -qq && \
		DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends chromium nodejs npm >/dev/null)
	test -d tests/web/node_modules/playwright-core || \
		npm ci --silent --ignore-scripts --no-audit --no-fund --prefix tests/web

# LibreOffice opens what we write, poppler turns it into pictures, PostgreSQL keeps a team's store.
office:
	command -v soffice >/dev/null && command -v pdftoppm >/dev/null && ls /usr/lib/postgresql/*/bin/initdb >/dev/null 2>&1 || \
		(apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends \
		libreoffice-calc poppler-utils postgresql fonts-dejavu-core fonts-liberation >/dev/null)

clean:
	rm -rf .venv demo tests/web/node_modules .mypy_cache .ruff_cache .pytest_cache
