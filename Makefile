# Everything a newcomer needs: Python 3.11 or newer, make and git. See README.md.
#   make demo [PORT=8000]   start the demo (Ctrl-C stops it)
#   make test               every check and every test, as CI runs them
#   make lint               the checks without the tests
#   make bench [ROWS=100000]  measure speed against yardsticks of the same run
#   make catalogs           compile the Japanese and English messages
#   make stop               stop the embedded PostgreSQL (tests leave it running)

.POSIX:
.SUFFIXES:
PORT = 8000
ROWS = 100000
VENV = .venv
BIN = $(VENV)/bin

# The first Python that is new enough and can make an environment.
FIND_PYTHON = for candidate in $${PYTHON:-} python3.13 python3.12 python3.11 python3.14 python3 python; do \
	  if "$$candidate" -c 'import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 11))' \
	    >/dev/null 2>&1; then echo "$$candidate"; exit 0; fi; \
	done; \
	echo "No Python 3.11 or newer that can make an environment was found (Debian and Ubuntu:" >&2; \
	echo "apt install python3 python3-venv), or name one: make demo PYTHON=/path/to/python3" >&2; \
	exit 1

# install,<set>: put requirements/<set>.txt into $(VENV), unless its checksum says it is there.
# The test set holds the demo set, so installing it serves both.
INSTALL = set -eu; \
	wanted="$$(cksum < requirements/$$set.txt)"; \
	if [ "$$(cat $(VENV)/installed-$$set 2>/dev/null)" = "$$wanted" ] && $(BIN)/python -c '' 2>/dev/null; \
	then exit 0; fi; \
	if ! $(BIN)/python -c 'import pip' 2>/dev/null && \
	   ! $(BIN)/python -m ensurepip >/dev/null 2>&1; then \
	  python="$$($(FIND_PYTHON))"; \
	  echo "Making the environment $(VENV) with $$("$$python" --version)"; \
	  "$$python" -m venv --clear $(VENV); \
	fi; \
	echo "Installing requirements/$$set.txt (pinned by hash)"; \
	$(BIN)/python -m pip install --disable-pip-version-check --no-input --require-hashes \
	  -r requirements/$$set.txt; \
	cksum < requirements/demo.txt > $(VENV)/installed-demo; \
	echo "$$wanted" > $(VENV)/installed-$$set

.PHONY: help demo test lint bench catalogs stop environment test-environment

help:
	@sed -n 's/^#   //p' Makefile

demo: environment
	@$(BIN)/python -m config.catalogs
	@exec env MADOGUCHI_UNDER_MAKE=1 SITE_URL="$${SITE_URL:-http://127.0.0.1:$(PORT)}" \
	  $(BIN)/python manage.py demo --port $(PORT)

test: test-environment
	@exec $(BIN)/python -m tests.stages

lint: test-environment
	@exec $(BIN)/python -m tests.stages --without-tests

bench: test-environment
	@exec $(BIN)/python -m tests.bench --rows $(ROWS)

catalogs: environment
	@$(BIN)/python -m config.catalogs

stop:
	@if [ -x $(BIN)/python ]; then $(BIN)/python -m config.postgres stop; fi

environment:
	@set=demo; $(INSTALL)

test-environment:
	@set=test; $(INSTALL)
