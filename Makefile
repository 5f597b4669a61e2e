# The two commands of the README are `make run` and `make test`; the others are for working on the code.
PORT ?= 8000
PYTEST ?= -n 2
ORDERS ?= 1000000
COMPILE = --quiet --generate-hashes --no-emit-index-url --universal --python-version 3.11 --custom-compile-command "make lock"

.PHONY: run test lint types messages lock stop demo bench
run:
	@bin/prepare run
	@.venv/bin/python manage.py setup --demo
	@PORT=$(PORT) bin/serve

test: lint
	@.venv/bin/python -m pytest $(PYTEST)

lint:
	@bin/prepare test
	@.venv/bin/ruff check .
	@CRM_TESTING=1 .venv/bin/python manage.py makemigrations --check --dry-run
	@.venv/bin/lint-imports

types:
	@bin/prepare test
	@.venv/bin/python -m pip install -qq --disable-pip-version-check --require-hashes -r requirements/types.txt
	@.venv/bin/python -m mypy

messages:
	@bin/prepare test
	@.venv/bin/python manage.py messages

lock:
	uv pip compile pyproject.toml $(COMPILE) -o requirements/run.txt
	uv pip compile pyproject.toml --group test $(COMPILE) -o requirements/test.txt
	uv pip compile pyproject.toml --group types $(COMPILE) -o requirements/types.txt
	uv pip compile --group node $(COMPILE) -o requirements/node.txt

demo:
	@bin/prepare run
	@.venv/bin/python manage.py setup --demo

stop:
	@.venv/bin/python manage.py embedded_db stop

# Databases of its own in var/bench-*; `make bench ORDERS=100000` is quick, the default takes a while to load.
bench:
	@bin/prepare run
	@.venv/bin/python -m benchmarks.run --orders $(ORDERS)
