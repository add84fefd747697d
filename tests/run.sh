#!/bin/sh
# Everything that must hold before a change is good. Runs all of it, whatever fails first, and sums up at the end.
# WAYSTATION_JOURNEYS=no leaves the browser journeys out. What is left out is said.
cd "$(dirname "$0")/.." || exit 2
bin=.venv/bin
failed=""
passed=""
left_out=""

WAYSTATION_DATA=$(mktemp -d)
export WAYSTATION_DATA
aside_said=$(mktemp)
trap 'rm -rf "$WAYSTATION_DATA" "$aside_said"; kill "$aside_job" 2>/dev/null' EXIT
PYTHONPATH="$PWD/src"
export PYTHONPATH
unset WAYSTATION_DOOR WAYSTATION_LANGUAGES

step() {
  name=$1
  shift
  began=$(date +%s)
  printf '\n── %s\n' "$name"
  if "$@"; then
    passed="$passed
  ok      $name ($(($(date +%s) - began)) s)"
  else
    failed="$failed
  FAILED  $name ($(($(date +%s) - began)) s)"
  fi
}

# What takes long and stands alone begins beside the rest, is waited for before the sum, and shows there what it said.
aside() {
  aside_name=$1
  shift
  "$@" >"$aside_said" 2>&1 &
  aside_job=$!
}

django() { $bin/python -W error -m django "$@" --settings waystation.site.settings; }

aside "types" $bin/mypy src
step "style" $bin/ruff check .
step "format" $bin/ruff format --check .
step "walls" $bin/lint-imports --no-logo
step "templates: format" $bin/djlint --check src tests
step "templates: lint" $bin/djlint --lint src tests
step "migrations" django makemigrations --check --dry-run
step "framework's own checks" django check --fail-level WARNING
step "catalogues" $bin/python -m waystation.site.catalogues check
step "tests" $bin/pytest -q -n 2 --dist worksteal -m "not journey"
step "$aside_name, begun first" wait $aside_job
cat "$aside_said"

if [ "${WAYSTATION_JOURNEYS:-yes}" = no ]; then
  left_out="$left_out
  NOT RUN browser journeys: WAYSTATION_JOURNEYS=no"
elif command -v chromium >/dev/null || command -v chromium-browser >/dev/null; then
  step "browser journeys" $bin/pytest -q -n 2 --dist worksteal -m journey tests
else
  left_out="$left_out
  NOT RUN browser journeys: chromium is not installed"
fi

printf '\n── in sum%s%s%s\n' "$passed" "$left_out" "$failed"
[ -z "$failed" ]
