# Sourced by the other two: how problems are told, and what both need of the machine.

problem() { # code, text
  echo "::error title=build-contracts/$1::$2"
}

fail() {
  problem "$@"
  exit 1
}

# sha256 of files as lines of `HASH  PATH`; macOS has another program for it.
hashes_of() {
  if command -v sha256sum >/dev/null; then sha256sum "$@"; else shasum -a 256 "$@"; fi
}

hash_of() {
  hashes_of "$1" | cut -d ' ' -f 1
}

output() { # name, value
  echo "$1=$2" >>"$GITHUB_OUTPUT"
}

# Every file below a folder, each ended by a zero byte, but what cargo and npm have put there: a target directory is told by its
# tag, since sources may be in a folder of that name.
sources_below() {
  (cd "$1" && find . -type d \( -name .git -o -name node_modules -o -exec test -e '{}/CACHEDIR.TAG' \; \) -prune -o -type f -print0 | LC_ALL=C sort -z)
}
