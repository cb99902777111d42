# make study: documents to cases, graph and report.  make test: everything is checked.  See README.md.
PYTHON ?= python3
# All cores; `make test TESTARGS=tests/mine` runs a part.
TESTARGS ?= -n auto
VENV := .venv
BIN := $(VENV)/bin
INSTALL := $(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt

.PHONY: study test lab site bench bench-hostile audit blind model clean

study: $(VENV)/.main
	$(BIN)/caselib study corpus/ -o out/

test: $(VENV)/.test
	$(BIN)/python -m pytest $(TESTARGS)

lab: $(VENV)/.notebook
	$(BIN)/jupyter lab notebooks/

# The guided set, run and rendered: open site/index.html.
site: $(VENV)/.notebook
	$(BIN)/python docs/make_site.py

bench: $(VENV)/.test
	$(INSTALL) -e ".[bench]"
	for name in speed segmentation quality mining duplicates similar privacy; do echo "== $$name"; $(BIN)/python benchmarks/$$name.py || exit 1; done
	$(BIN)/python benchmarks/scale.py 5000

bench-hostile: $(VENV)/.test
	$(BIN)/python benchmarks/hostile.py --keep

# The pinned versions against the published advisories; fails, too, where the index gives none to compare with.
audit: $(VENV)/.main
	$(INSTALL) pip-audit
	$(BIN)/pip-audit --strict --no-deps --disable-pip -r constraints.txt

blind: $(VENV)/.test
	$(BIN)/python benchmarks/blind.py

model: $(VENV)/.train
	$(BIN)/python -m caselib.codebook
	$(BIN)/python -m caselib.pipeline.train

clean:
	rm -rf $(VENV) out site build dist *.egg-info .pytest_cache .mypy_cache .ruff_cache .hypothesis

$(BIN)/python:
	@command -v $(PYTHON) >/dev/null || { echo "Python is missing: install Python 3.11 or newer (python.org, or your system's packages)."; exit 1; }
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "This Python is too old: install Python 3.11 or newer, then run make PYTHON=python3.11 study."; exit 1; }
	@$(PYTHON) -m venv $(VENV) || { rm -rf $(VENV); echo "The venv module is missing: install it (Debian and Ubuntu: apt install python3-venv)."; exit 1; }
	@# The pip of Python 3.11 goes round in circles over extras that name extras.
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --upgrade "pip>=25"

$(VENV)/.main: pyproject.toml constraints.txt | $(BIN)/python
	$(INSTALL) -e .
	@touch $@

$(VENV)/.test: pyproject.toml constraints.txt | $(BIN)/python
	$(INSTALL) -e ".[test]"
	@touch $@ $(VENV)/.main $(VENV)/.notebook $(VENV)/.train

$(VENV)/.notebook: pyproject.toml constraints.txt | $(BIN)/python
	$(INSTALL) -e ".[notebook,report]"
	@touch $@ $(VENV)/.main

$(VENV)/.train: pyproject.toml constraints.txt | $(BIN)/python
	$(INSTALL) -e ".[train]"
	@touch $@ $(VENV)/.main
