#!/bin/sh
# Make .venv and install Periplus into it, with what its tests need; PYTHON chooses the interpreter.
set -eu

cd "$(dirname "$0")/.."

usable() { "$1" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; }

interpreter() {
  for candidate in ${PYTHON:-python3.14 python3.13 python3.12 python3.11 python3}; do
    if usable "$candidate"; then
      echo "$candidate"
      return
    fi
  done
}

python=$(interpreter)
if [ -z "$python" ]; then
  echo "install: Periplus needs Python 3.11 or newer; set PYTHON=/path/to/python3" >&2
  exit 1
fi
version=$("$python" -c 'import sys; print("%d.%d" % sys.version_info[:2])')

# Debian and Ubuntu ship Python without ensurepip; pip ≥ 22.3 can install into another environment.
environment() {
  if "$python" -c 'import ensurepip, venv' 2>/dev/null; then
    "$python" -m venv --clear .venv && return
  fi
  if "$python" -m virtualenv --version >/dev/null 2>&1; then
    "$python" -m virtualenv --quiet --clear .venv && return
  fi
  if "$python" -m pip --version >/dev/null 2>&1; then
    "$python" -m venv --clear --without-pip .venv &&
      "$python" -m pip --quiet --python .venv/bin/python install pip && return
  fi
  if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
    echo "install: this Python has no venv; installing python$version-venv"
    apt-get update -qq && apt-get install -qq -y "python$version-venv" >/dev/null &&
      "$python" -m venv --clear .venv && return
  fi
  echo "install: this Python cannot make virtual environments; run: sudo apt-get install python$version-venv" >&2
  return 1
}

if ! usable .venv/bin/python || ! .venv/bin/python -m pip --version >/dev/null 2>&1; then
  environment
fi
.venv/bin/python -m pip install --quiet --disable-pip-version-check --editable '.[dev]'
touch .venv/.installed
