#!/bin/sh
# debian.sh [LIST...]: install the Debian packages that tests drive, where that is allowed; tests skip by name without them.
set -eu

PATH=$PATH:/usr/local/sbin:/usr/sbin:/sbin
missing=
for list in "${@:-$(dirname "$0")/debian.txt}"; do
  while read -r program package; do
    case $program in '' | '#'*) continue ;; esac
    command -v "$program" >/dev/null || [ -e "$program" ] || missing="$missing $package"
  done <"$list"
done
[ -z "$missing" ] && exit 0

# A test machine wants the programs, not their services.
policy=/usr/sbin/policy-rc.d
quietly() {
  if [ ! -e "$policy" ]; then
    trap 'rm -f "$policy"' EXIT
    printf '#!/bin/sh\nexit 101\n' >"$policy" && chmod +x "$policy"
  fi
  "$@"
}

if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
  echo "debian.sh: installing$missing"
  export DEBIAN_FRONTEND=noninteractive
  # shellcheck disable=SC2086 # a list of package names
  if apt-get update -qq && quietly apt-get install -qq -y --no-install-recommends $missing >/dev/null; then
    exit 0
  fi
fi

echo "debian.sh: without$missing some tests are skipped; run: sudo apt-get install$missing" >&2
[ "${CI:-}" != true ]
