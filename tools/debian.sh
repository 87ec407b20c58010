#!/bin/sh
# Install the Debian packages that tests drive, where that is allowed; tests skip by name without them.
set -eu

missing=
for program in "$@"; do
  command -v "$program" >/dev/null || missing="$missing $program"
done
[ -z "$missing" ] && exit 0

if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
  echo "debian.sh: installing$missing"
  # shellcheck disable=SC2086 # a list of package names
  if apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -qq -y --no-install-recommends $missing >/dev/null; then
    exit 0
  fi
fi

echo "debian.sh: without$missing some tests are skipped; run: sudo apt-get install$missing" >&2
[ "${CI:-}" != true ]
