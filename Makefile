# Set-up happens by itself: every target that needs the environment makes it first.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip install --quiet --disable-pip-version-check
COMPILE := $(BIN)/uv pip compile pyproject.toml --universal --python-version 3.11 --generate-hashes \
  --no-header --no-annotate --no-emit-index-url --no-emit-find-links --no-emit-package duban
# one more than processors, because some tests wait for servers; files in their order: the quick ones come last
WORKERS := $(shell expr $$(nproc) + 1)
# who forbids it pays for reading all sources anew in each of the hundreds of processes that tests start
unexport PYTHONDONTWRITEBYTECODE
DEMO_FLAGS := $(if $(ONCE),--once) $(if $(ON),--on $(ON))

.PHONY: help demo test days frozen clients faults lint types docs wheel bench constraints clean

help: ## say what there is to make
	@grep -hE '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed 's/:.*## /\t/' | expand -t 14

demo: $(VENV)/run.stamp ## show the 2026 plan as it stands today (ONCE=1 stops after the round)
	$(BIN)/duban demo $(DEMO_FLAGS)

test: $(VENV)/dev.stamp ## run every test
	$(BIN)/pytest --numprocesses $(WORKERS) --dist loadfile --no-loadscope-reorder $(ARGS)

days: $(VENV)/dev.stamp ## run what starts a process or a round on three other days too (Debian: faketime); takes a quarter of an hour
	for when in $$(.ci/other-dates); do echo "== as if it were $$when"; \
	  .ci/on-date "$$when" $(MAKE) test ARGS="--by-the-clock $(ARGS)" || exit 1; done

frozen: $(VENV)/dev.stamp ## say what of mails, feeds, pages, lists, files and tables is not as it was (ARGS=--write takes it over)
	$(BIN)/python tests/frozen.py $(ARGS)

clients: $(VENV)/dev.stamp ## subscribe real calendar programs to the daemon and print what they did (ARGS="-k vdirsyncer")
	$(BIN)/pytest -m clients tests/clients $(ARGS)

lint: $(VENV)/dev.stamp ## check style, layers and types
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/lint-imports
	$(BIN)/mypy

faults: $(VENV)/dev.stamp ## prove under kill -9 that no mail is lost; takes an hour (ARGS="-k t08": one test)
	$(BIN)/pytest -m faults tests/faults $(ARGS)

docs: $(VENV)/dev.stamp ## write the parts of docs/ that the program knows: options, settings, metrics, findings
	$(BIN)/python -m tests.support.docs.written_docs

wheel: $(VENV)/dev.stamp ## build the wheel into dist/, beside the pinned libraries that it needs
	rm -rf dist
	$(BIN)/python -m build --wheel --no-isolation --outdir dist . >/dev/null
	cp requirements/run.txt requirements/cluster.txt dist
	ls dist

bench: $(VENV)/dev.stamp ## measure reading, deciding, mails, delivery and feeds
	for each in $(filter-out benchmarks/plain_script.py,$(wildcard benchmarks/[a-z]*.py)); do echo "== $$each"; $(BIN)/python $$each || exit 1; done

constraints: $(VENV)/dev.stamp ## pin the newest versions that fit, with their hashes
	$(PIP) uv
	$(COMPILE) --extra build --upgrade --output-file requirements/run.txt
	$(COMPILE) --extra build --extra cluster --constraint requirements/run.txt --output-file requirements/cluster.txt
	$(COMPILE) --extra build --extra dev --constraint requirements/run.txt --output-file requirements/dev.txt

clean: ## forget the environment and everything that was built
	rm -rf $(VENV) dist build

$(VENV)/run.stamp: pyproject.toml requirements/run.txt
	test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(PIP) --require-hashes -r requirements/run.txt
	$(PIP) --no-deps --no-build-isolation --editable .
	touch $@

$(VENV)/dev.stamp: $(VENV)/run.stamp requirements/dev.txt
	$(PIP) --require-hashes -r requirements/dev.txt
	touch $@
