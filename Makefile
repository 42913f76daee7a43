# Two commands matter on a fresh machine: `make demo` and `make test`. Both set up what they need.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
DATA ?= data
STAMP := $(VENV)/.stamp
DEV_STAMP := $(VENV)/.dev-stamp
VISION_STAMP := $(VENV)/.vision-stamp
WEB_OUT := src/matinee/server/static/web
WEB_STAMP := $(WEB_OUT)/viewer.js
WEB_SOURCES := $(wildcard web/tracker/* web/components/* web/viewer/* web/console/* web/scripts/*)
NPM := npm --no-update-notifier --silent

.PHONY: setup demo test check bench docs screenshots api web browser wheel clean
setup: $(DEV_STAMP) $(WEB_STAMP)

$(STAMP): pyproject.toml constraints.txt
	@command -v $(PYTHON) >/dev/null || { echo "Python 3.11 is needed: apt-get install python3 python3-venv"; exit 1; }
	@$(PYTHON) -c 'import ensurepip' 2>/dev/null || { echo "The venv module is needed: apt-get install python3-venv"; exit 1; }
	@$(PYTHON) -c 'import ctypes; ctypes.CDLL("libgomp.so.1")' 2>/dev/null || { \
	if [ "$$(id -u)" = 0 ]; then apt-get update -qq && apt-get install -y -qq --no-install-recommends libgomp1 >/dev/null; \
	else echo "The ranker needs libgomp: sudo apt-get install libgomp1"; exit 1; fi; }
	test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt -e .
	@touch $@

$(DEV_STAMP): $(STAMP) tests/sdk/package-lock.json
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt -e '.[dev]'
	@if command -v npm >/dev/null; then cd tests/sdk && $(NPM) ci; \
	else echo "npm is not installed: the Node SDK will not be tried (apt-get install nodejs npm)"; fi
	@touch $@

# The web parts: built files are not in the repository; the wheel has them.
web: $(WEB_STAMP)
web/node_modules/.stamp: web/package-lock.json
	cd web && $(NPM) ci
	@touch $@
$(WEB_STAMP): $(WEB_SOURCES) web/package-lock.json
	@if command -v npm >/dev/null; then $(MAKE) --no-print-directory web/node_modules/.stamp && cd web && $(NPM) run build; \
	else echo "npm is not installed: pages come without scripts and with plainer pictures (apt-get install nodejs npm)"; fi

# A browser for the tests that use the product as a person would.
browser:
	@command -v chromium >/dev/null || { \
	if [ "$$(id -u)" = 0 ]; then apt-get update -qq && apt-get install -y -qq --no-install-recommends chromium fonts-noto-core fonts-noto-cjk >/dev/null; \
	else echo "A browser is needed: sudo apt-get install chromium fonts-noto-core fonts-noto-cjk"; exit 1; fi; }

# Cutting pictures from films needs more libraries; without them the demo says so and goes on.
$(VISION_STAMP): $(STAMP)
	-$(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt -e '.[vision]' && touch $@

demo: $(VISION_STAMP) $(WEB_STAMP)
	$(BIN)/matinee demo --data $(DATA)

test: setup browser
	cd web && $(NPM) test
	$(BIN)/coverage erase
	$(BIN)/python -m pytest --cov --cov-report=term

check: setup
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	cd web && $(NPM) run check

bench: setup browser
	$(BIN)/python benchmarks/run.py

docs: $(DEV_STAMP)
	$(BIN)/python -m tests.contracts.settings_page docs/settings.md

# The pictures of README and docs.
screenshots: setup browser
	MATINEE_SCREENSHOTS=docs/images $(BIN)/python -m pytest -q tests/browser/test_screenshots.py tests/browser/test_rooms.py -k "pictures_of"

# The API as the web parts know it: run after a change of routes or records.
api: $(DEV_STAMP) web/node_modules/.stamp
	$(BIN)/python -m tests.contracts.api_file web/api/openapi.json
	cd web && $(NPM) run api

wheel: setup
	$(BIN)/python -m build --wheel --outdir dist .

clean:
	rm -rf $(VENV) build dist .mypy_cache .ruff_cache .pytest_cache .hypothesis tests/sdk/node_modules web/node_modules $(WEB_OUT) src/matinee/artwork/drawn/faces
