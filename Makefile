# Two commands do everything: `make run` and `make test`. Both make what they need.
PYTHON ?= python3
VENV := .venv
STAMP := $(VENV)/.installed

.PHONY: run test setup lint types template fuzz simulate clean

run: setup
	$(VENV)/bin/wirecopy demo

test: setup
	$(VENV)/bin/pytest -n 2 --dist loadfile

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

template: setup .venv-sam/.installed
	$(VENV)/bin/cfn-lint template.yaml
	SAM_CLI_TELEMETRY=0 .venv-sam/bin/sam validate --lint --region us-east-1 --template template.yaml

# The SAM CLI pins libraries that the project wants newer: it lives by itself.
.venv-sam/.installed: Makefile
	$(PYTHON) -m venv .venv-sam
	.venv-sam/bin/pip install --quiet --disable-pip-version-check 'aws-sam-cli>=1.150'
	@touch $@

fuzz: setup
	$(VENV)/bin/python bench/extraction_fuzz.py --seconds 60

simulate: setup
	$(VENV)/bin/python bench/web_politeness.py

clean:
	rm -rf $(VENV) .venv-sam .wirecopy .wirecopy-demo .aws-sam out
