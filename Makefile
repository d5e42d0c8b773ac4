# Two commands do everything: `make run` and `make test`. Both make what they need.
PYTHON ?= python3
VENV := .venv
STAMP := $(VENV)/.installed

.PHONY: run test setup lint types template check clean

run: setup
	$(VENV)/bin/wirecopy demo

test: setup
	$(VENV)/bin/pytest

setup: $(STAMP)

$(STAMP): pyproject.toml constraints.txt
	$(PYTHON) -m venv $(VENV)
	$(VENV)/bin/pip install --quiet --disable-pip-version-check -c constraints.txt -e '.[dev]'
	@touch $@

lint: setup
	$(VENV)/bin/ruff check .
	$(VENV)/bin/ruff format --check .

types: setup
	$(VENV)/bin/mypy

clean:
	rm -rf $(VENV) .venv-sam .wirecopy .aws-sam out
