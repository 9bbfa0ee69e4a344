#!/usr/bin/env bash
# install.sh MAJOR: finds pg_dump and pg_restore of one major, or installs them by the system's own package manager, and
# writes their folder to the output `client`.
set -euo pipefail
major=${1:-}

fail() {
  echo "::error title=$1::$2"
  exit 1
}

find_client() {
  local folder
  for folder in "/usr/lib/postgresql/$major/bin" "/usr/pgsql-$major/bin" "/opt/homebrew/opt/postgresql@$major/bin"; do
    if "$folder/pg_dump" --version 2>/dev/null | grep -qF "(PostgreSQL) $major" && [ -x "$folder/pg_restore" ]; then
      client=$folder
      return 0
    fi
  done
  return 1
}

as_root() {
  if [ "$(id -u)" = 0 ]; then "$@"; else sudo "$@"; fi
}

install_client() {
  if command -v apt-get >/dev/null; then
    export DEBIAN_FRONTEND=noninteractive
    as_root apt-get update -qq || true
    as_root apt-get install -y -qq --no-install-recommends "postgresql-client-$major" && return
    # The distribution has other majors: its package postgresql-common knows how to add PostgreSQL's own packages.
    as_root apt-get install -y -qq --no-install-recommends postgresql-common ca-certificates &&
      as_root /usr/share/postgresql-common/pgdg/apt.postgresql.org.sh -y &&
      as_root apt-get install -y -qq --no-install-recommends "postgresql-client-$major"
  elif command -v dnf >/dev/null; then
    as_root dnf install -y -q "postgresql$major"
  elif command -v brew >/dev/null; then
    brew install --quiet "postgresql@$major"
  else
    return 1
  fi
}

[[ $major =~ ^[1-9][0-9]$ ]] || fail setup-postgres/major "\"$major\" is no major version of PostgreSQL. Give the input major a number such as 16: SHOW server_version tells it."
find_client || { install_client >&2 || true; }
find_client || fail setup-postgres/not-installed "pg_dump and pg_restore of PostgreSQL $major are not here and could not be installed. Install them on the runner, and set database.client to their folder."
echo "pg_dump and pg_restore of PostgreSQL $major: $client"
echo "client=$client" >>"$GITHUB_OUTPUT"
