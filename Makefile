# The doors of the house. PYTHON=python3.12 make install chooses an interpreter.
BIN := .venv/bin
OFFLINE := PYTHON=$(BIN)/python sh tools/offline.sh
SCENARIOS := belarus-2022 zembla-2024

.PHONY: help install test check demo soak bench reference pictures clean

# Periplus and what its tests need, into .venv.
install: .venv/.installed

.venv/.installed: pyproject.toml tools/install.sh
	@sh tools/install.sh

# These doors.
help:
	@awk '/^# /{said=substr($$0,3)} /^[a-z]+:/{sub(":.*","");printf "make %-10s %s\n",$$0,said}' Makefile

# Everything that must hold before a change goes in.
test: check
	@sh tools/debian.sh
	$(OFFLINE) $(BIN)/python -m pytest --quiet --numprocesses auto --maxprocesses 4 --dist worksteal
	for scenario in $(SCENARIOS); do $(OFFLINE) $(BIN)/periplus lab check $$scenario || exit 1; done

# What needs no run: style, types, rooms.
check: install
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports --no-logo

# Both questions on the model case; leaves two cases under demo/.
demo: install
	$(BIN)/periplus lab demo

# What a test run has no time for: long fuzzing, kill series, large tables.
soak: install
	@sh tools/debian.sh tools/debian.txt tools/soak.txt
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable '.[soak]'
	HYPOTHESIS_PROFILE=soak $(OFFLINE) $(BIN)/python -m pytest -m "soak or not soak" --timeout 0

# Speed and quality beside peers, in one run; each file says what it needs.
bench: install
	for script in bench/*.py; do $(BIN)/python $$script || exit 1; done

# docs/reference/ from the registry and the command line.
reference: install
	$(BIN)/python tools/reference.py

# The pictures of README.md, from the reports of the model case.
pictures: install
	$(BIN)/python tools/pictures.py

# Everything that the doors above have made.
clean:
	rm -rf .venv demo dist build .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
