# `make chat` and `make test` need Python 3.11 or newer and nothing else. README.md explains what they do.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
INSTALL := $(BIN)/python -m pip install --disable-pip-version-check --constraint constraints.txt --editable
CODE := corpus index assistant
WORKERS ?= 2

# Only what is written on the command line counts: many shells have a HOST of their own in the environment.
given = $(if $(filter command,$(firstword $(origin $(1)))),--$(2) "$($(1))")

.PHONY: help chat test lint format bench figures kills corruption faults readers states planted cluster reliability fuzz load soak scale sample docs screenshots clean
.DEFAULT_GOAL := help

help:
	@echo "make chat                          the web chat over the sample conference, on http://127.0.0.1:7860"
	@echo "make chat MATERIALS=folder         the web chat over your own folder; also STORE=, HOST=, PORT="
	@echo "make test                          everything that must hold: style, types and all tests; also WORKERS="
	@echo "make lint | make format            style and types alone | put the code in shape"
	@echo "make bench                         measure speed and recall against a plain pipeline"
	@echo "make scale                         the same: an index of up to a million passages; an hour, and 20 GB of disk"
	@echo "make figures                       the same: all question sets are asked, benchmarks/FIGURES.md is written"
	@echo "make reliability                   all that is tried to spoil an index, in full: hours; see docs/reliability.md"
	@echo "make kills | corruption | faults | readers | states | planted | cluster    its parts, one by one"
	@echo "make fuzz                          read ten thousand damaged files and see that each costs only itself"
	@echo "make load                          many questions at once over HTTP, many conversations, many made-up requests"
	@echo "make soak                          a quarter of an hour of steady questions: memory, descriptors and threads"
	@echo "make docs | make sample            make the reference pages | the sample's binary files anew"
	@echo "make screenshots                   a picture of each view of the chat, light, dark and on a phone"
	@echo "make clean                         remove what was installed and built; no index is touched"

chat: $(VENV)/installed
ifdef MATERIALS
	$(BIN)/aide-memoire index "$(MATERIALS)" $(call given,STORE,store)
endif
	$(BIN)/aide-memoire chat $(call given,STORE,store) $(call given,HOST,host) $(call given,PORT,port)

# Files of tests go to the workers in order, those in a browser last; see tests/conftest.py. A test that takes ten minutes
# hangs: what each of its threads is doing is printed, it fails by its name, and so does the whole.
test: lint
	$(BIN)/pytest --numprocesses $(WORKERS) --dist loadfile --no-loadscope-reorder --max-worker-restart 0 \
	  -o faulthandler_timeout=600 -o faulthandler_exit_on_timeout=true

lint: $(VENV)/installed-test
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

format: $(VENV)/installed-test
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

bench: $(VENV)/installed-bench
	$(BIN)/python -m benchmarks.run

figures: bench

scale: $(VENV)/installed-bench
	$(BIN)/python -m benchmarks.run --only scale

kills: $(VENV)/installed-test
	AIDE_MEMOIRE_KILLS=2000 $(BIN)/pytest -s tests/reliability/test_points.py tests/reliability/test_kill.py

corruption: $(VENV)/installed-test
	AIDE_MEMOIRE_MUTATIONS=600 $(BIN)/pytest -s tests/reliability/test_corruption.py

faults: $(VENV)/installed-test
	AIDE_MEMOIRE_FAULTS=all $(BIN)/pytest tests/reliability/test_faults.py

readers: $(VENV)/installed-test
	AIDE_MEMOIRE_REBUILDS=50 $(BIN)/pytest -s tests/reliability/test_readers.py

states: $(VENV)/installed-test
	AIDE_MEMOIRE_STATES=1000 $(BIN)/pytest tests/reliability/test_machine.py

planted: $(VENV)/installed-test
	AIDE_MEMOIRE_PLANTED=all $(BIN)/pytest tests/reliability/test_planted.py

cluster: $(VENV)/installed-test
	AIDE_MEMOIRE_CLUSTER=50 $(BIN)/pytest tests/index/test_cluster.py tests/cluster

reliability: kills corruption faults readers states planted cluster

fuzz: $(VENV)/installed-test
	AIDE_MEMOIRE_FUZZ=10000 $(BIN)/pytest tests/hostile

docs: $(VENV)/installed-test
	$(BIN)/python scripts/make_docs.py

load: $(VENV)/installed-test
	$(BIN)/python -m benchmarks.api_load
	$(BIN)/python -m benchmarks.conversations
	AIDE_MEMOIRE_API_EXAMPLES=200 $(BIN)/pytest tests/assistant/api/test_app.py

soak: $(VENV)/installed-test
	$(BIN)/python -m benchmarks.soak

sample: $(VENV)/installed-test
	$(BIN)/python scripts/make_sample.py

screenshots: $(VENV)/installed-test
	$(BIN)/python scripts/make_screenshots.py

clean:
	rm -rf $(VENV) build dist *.egg-info .mypy_cache .ruff_cache .pytest_cache .hypothesis
	find $(CODE) scripts tests benchmarks -name __pycache__ -prune -exec rm -rf {} +

$(BIN)/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
	  || { echo "Python 3.11 or newer is needed; name one: make PYTHON=python3.12 $(MAKECMDGOALS)"; exit 1; }
	$(PYTHON) -m venv $(VENV)

# The stamps make a second call instant; a changed list of dependencies installs again.
$(VENV)/installed: $(BIN)/python pyproject.toml constraints.txt
	$(INSTALL) .
	@touch $@

$(VENV)/installed-%: $(BIN)/python pyproject.toml constraints.txt
	$(INSTALL) ".[$*]"
	@touch $@
