# make try   sets everything up and opens the local chat on http://127.0.0.1:8765
# make test  sets everything up and runs lint, types, arrows and tests

PYTHON ?= python3
PIP = .venv/bin/python -m pip --disable-pip-version-check install --quiet
INSTALL = $(PIP) --require-hashes --only-binary :all: -r

.PHONY: try test lint types arrows tests lock format peers

try: .venv/installed
	.venv/bin/cunbao try

test: lint types arrows tests

lint: .venv/installed-dev
	.venv/bin/ruff check .
	.venv/bin/ruff format --check .

types: .venv/installed-dev
	.venv/bin/mypy

arrows: .venv/installed-dev
	.venv/bin/lint-imports

tests: .venv/installed-dev
	.venv/bin/pytest

format: .venv/installed-dev
	.venv/bin/ruff check --fix .
	.venv/bin/ruff format .

.venv/bin/python:
	$(PYTHON) -c 'import sys; sys.exit("Python 3.11 or later is needed: make PYTHON=python3.12 …" if sys.version_info < (3, 11) else 0)'
	$(PYTHON) -m venv .venv

.venv/installed: requirements.lock pyproject.toml | .venv/bin/python
	@echo "正在安装(第一次约需一分钟)……"
	$(INSTALL) requirements.lock
	$(PIP) --no-deps --no-build-isolation --editable .
	@touch $@

.venv/installed-dev: requirements-dev.lock .venv/installed
	$(INSTALL) requirements-dev.lock
	@touch $@

# What a measurement compares with has no wheel: it is built from its source, by hand only.
peers: .venv/installed-dev
	$(PIP) --require-hashes --no-build-isolation -r requirements-bench.lock

# The locks hold hashes and no host names; uv need not be installed for anything else.
LOCK = uv pip compile --quiet --universal --generate-hashes --no-header --no-annotate --python-version 3.11
lock:
	$(LOCK) pyproject.toml -o requirements.lock
	$(LOCK) pyproject.toml --extra postgresql --extra telegram --extra dev -o requirements-dev.lock
	echo 'jieba>=0.42.1' | $(LOCK) - -o requirements-bench.lock
