# Two commands matter on a fresh machine: `make demo` and `make test`. Both set up what they need.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
DATA ?= data
STAMP := $(VENV)/.stamp
DEV_STAMP := $(VENV)/.dev-stamp

.PHONY: setup demo test check bench docs wheel clean
setup: $(DEV_STAMP)

$(STAMP): pyproject.toml constraints.txt
	@command -v $(PYTHON) >/dev/null || { echo "Python 3.11 is needed: apt-get install python3 python3-venv"; exit 1; }
	@$(PYTHON) -c 'import ensurepip' 2>/dev/null || { echo "The venv module is needed: apt-get install python3-venv"; exit 1; }
	test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt -e .
	@touch $@

$(DEV_STAMP): $(STAMP) tests/sdk/package-lock.json
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt -e '.[dev]'
	@if command -v npm >/dev/null; then cd tests/sdk && npm ci --silent --no-update-notifier; \
	else echo "npm is not installed: the Node SDK will not be tried (apt-get install nodejs npm)"; fi
	@touch $@

demo: $(STAMP)
	$(BIN)/matinee demo --data $(DATA)

test: $(DEV_STAMP)
	$(BIN)/coverage erase
	$(BIN)/python -m pytest --cov --cov-report=term

check: $(DEV_STAMP)
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports

bench: $(DEV_STAMP)
	$(BIN)/python benchmarks/run.py

docs: $(DEV_STAMP)
	$(BIN)/python -m tests.contracts.settings_page docs/settings.md

wheel: $(DEV_STAMP)
	$(BIN)/python -m build --wheel --outdir dist .

clean:
	rm -rf $(VENV) build dist .mypy_cache .ruff_cache .pytest_cache .hypothesis tests/sdk/node_modules
