# `make demo` and `make test` do all their own set-up: they need Python 3.11, git and make.
.PHONY: demo test check slow bench gallery gallery-check clean

# uv, from the PATH or from a private environment of this project's own.
UV := $(shell command -v uv 2>/dev/null || echo .tools/bin/uv)
PYTHON ?= python3
RUN = $(UV) run --quiet

demo: $(UV)
	$(RUN) --no-dev orgshift compare convergence --out runs/convergence

test: $(UV)
	$(RUN) pytest -m "not slow" -n auto -q

slow: $(UV)
	$(RUN) pytest -m slow -n auto -q

check: $(UV)
	$(RUN) ruff format --check .
	$(RUN) ruff check .
	$(RUN) mypy
	$(RUN) lint-imports

bench: $(UV)
	$(RUN) python -m benchmarks

# What each scenario says as of this version: memos, tables and pictures in reports/.
gallery: $(UV)
	$(RUN) python -m reports

gallery-check: $(UV)
	$(RUN) python -m reports --check

clean:
	rm -rf .venv .tools runs

.tools/bin/uv:
	$(PYTHON) -m venv .tools
	.tools/bin/python -m pip install --quiet --disable-pip-version-check "uv>=0.9"
