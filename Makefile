# What can be made here. Everything runs from .venv, which .ci/setup makes from requirements.lock; a target's
# sentence after the two hashes is what bare `make` prints. Recipes are POSIX sh, and every path in them is
# relative, so that a checkout in a folder with blanks in its name works as well.

DATA ?= data
ARGS ?=
PY = .venv/bin/python
SPREAD = -n logical --maxprocesses 8 --dist worksteal
FIRST_COLUMNS = SELECT title, tier, citing_papers_printed AS citing
FIRST_ROWS = FROM hubs ORDER BY citing DESC NULLS LAST, title LIMIT 5

.PHONY: help setup dev-setup scale run dev test test-deep coverage mutations lint check format bench fidelity torture docs site lock clean
.NOTPARALLEL:

# The tests start hundreds of processes, and each would compile every module again.
unexport PYTHONDONTWRITEBYTECODE

help: ## List what can be made (what bare `make` does).
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-9s %s\n", $$1, $$2 }' Makefile

setup: ## Make .venv from requirements.lock, when it is missing or out of date.
	@sh .ci/setup

dev-setup: setup ## Make .venv, and have `git commit` run the checks of .pre-commit-config.yaml.
	@.venv/bin/pre-commit install

scale: ## Make .venv-scale, with what goes past one machine: DuckLake, Dask, object storage (docs/scale.md).
	@.ci/scale

run: setup ## Load the bundled sample into data/warehouse.duckdb and ask it a first question.
	@.venv/bin/pithhouse refresh --data "$(DATA)"
	@printf '\nA first question:\n  .venv/bin/pithhouse query "%s\n    %s"\n\n' '$(FIRST_COLUMNS)' '$(FIRST_ROWS)'
	@.venv/bin/pithhouse query --data "$(DATA)" --format table "$(FIRST_COLUMNS) $(FIRST_ROWS)"

dev: setup ## Open the Dagster UI on this machine.
	.venv/bin/pithhouse dev --data "$(DATA)"

test: setup ## Run the tests that need no browser (ARGS="-k words" picks some).
	$(PY) -m pytest $(SPREAD) --durations=10 $(ARGS)

test-deep: setup ## Run the long forms of tests, and property tests with ten times the examples.
	$(PY) -m pytest $(SPREAD) -m "deep or hypothesis" --hypothesis-profile=deep --durations=10 $(ARGS)
	@[ ! -x .venv-scale/bin/python ] || .venv-scale/bin/python -m pytest -m deep tests/pipelines/scaling tests/deploy

coverage: setup ## Run the tests and list what no test runs (ARGS="tests/cli" counts some tests only).
	@rm -rf build/coverage && mkdir -p build/coverage
	-$(PY) -m coverage run -m pytest -q $(SPREAD) $(ARGS)
	@$(PY) -m coverage combine --quiet
	@$(PY) -m coverage report

mutations: setup ## Plant faults in copies of the code, one by one, and see that tests notice (ARGS="--only 3").
	@$(PY) -m tests.mutations $(ARGS)

lint: setup ## Check format, style, types, the rules between the rooms, and that Dagster loads its definitions.
	$(PY) -m ruff format --check .
	$(PY) -m ruff check .
	$(PY) -m mypy $${NO_COLOR:+--no-color-output}
	.venv/bin/lint-imports --no-logo
	.venv/bin/dg check defs

check: lint test ## Run lint, then test: what has to pass before a commit.

format: setup ## Format the code and repair what ruff can repair.
	$(PY) -m ruff format .
	$(PY) -m ruff check --fix .

bench: setup ## Measure parsing, fetching, building, commands and the whole job beside its peers (ARGS="--only job --pages 200").
	$(PY) -m bench $(ARGS)

fidelity: setup ## Re-render made-up pages in foreign markups and count exact, reported, silent (ARGS="--pages 2000 --seed 1").
	@$(PY) -m tests.fidelity $(ARGS)

torture: setup ## Kill runs, fail calls, cut power, mutate pages, and count what is lost (ARGS="--short" or "--only kill").
	@$(PY) -m tests.torture $(ARGS)

docs: setup ## Write the generated pages of docs/, and the answers in queries, tutorial and README.
	@mkdir -p docs
	@$(PY) -m schemas.dictionary > docs/tables.md.new || { rm -f docs/tables.md.new; exit 1; }
	@mv docs/tables.md.new docs/tables.md
	@$(PY) -m pipelines.settings_page > docs/settings.md.new || { rm -f docs/settings.md.new; exit 1; }
	@mv docs/settings.md.new docs/settings.md
	@$(PY) -m schemas.diagram > docs/diagram.md.new || { rm -f docs/diagram.md.new; exit 1; }
	@mv docs/diagram.md.new docs/diagram.md
	@$(PY) -m tests.queries_page
	@$(PY) -m tests.console

site: setup ## Build the documentation as a site in site/, and check every link (ARGS="--site-dir DIR").
	@NO_MKDOCS_2_WARNING=1 $(PY) -m mkdocs build --strict $(ARGS)
	@echo "The first page is site/index.html."

lock: ## Write both locks from pyproject.toml (needs uv; ARGS=--upgrade takes newer versions).
	@command -v uv >/dev/null 2>&1 || { echo "make lock needs uv: install it, then run this again." >&2; exit 1; }
	@uv pip compile --quiet --universal --generate-hashes --no-emit-index-url --no-header \
		--python-version 3.11 --group dev $(ARGS) -o requirements.lock pyproject.toml
	@uv pip compile --quiet --universal --generate-hashes --no-emit-index-url --no-header \
		--python-version 3.11 --extra scale --group dev --group scale-tests $(ARGS) -o requirements-scale.lock pyproject.toml

clean: ## Remove .venv, caches and build output; data/ stays.
	rm -rf .venv .venv-bench .venv-scale .hypothesis .import_linter_cache .mypy_cache .pytest_cache .ruff_cache build dist site
	find . -name .git -prune -o -path ./data -prune -o -type d -name __pycache__ -prune -exec rm -rf {} +
