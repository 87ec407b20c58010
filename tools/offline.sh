#!/bin/sh
# Run a command with no network but loopback, where this machine allows it (unshare(1)).
set -eu

loopback=$(dirname "$0")/loopback.py
python=${PYTHON:-python3}

# In a user namespace everybody is root, and root's /tmp/pytest-of-root may be another's.
PYTEST_DEBUG_TEMPROOT=${TMPDIR:-/tmp}/periplus-tests-$(id -u)
mkdir -p -m 700 "$PYTEST_DEBUG_TEMPROOT"
export PYTEST_DEBUG_TEMPROOT

for namespace in "unshare -n" "unshare -Urn"; do
  if $namespace "$python" "$loopback" true 2>/dev/null; then
    OFFLINE_NAMESPACE=1
    export OFFLINE_NAMESPACE
    exec $namespace "$python" "$loopback" "$@"
  fi
done

echo "offline.sh: this machine allows no network namespace; running with the network in reach" >&2
exec "$@"
