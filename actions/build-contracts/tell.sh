# Sourced by the other two: how problems are told, and what both need of the machine and of the sources.

# A package may have its neighbors outside of the workspace, so the sources are the whole repository, or the folder where there
# is none; both by their true paths. The prefix is where the workspace is in it: empty, or ended by a slash.
root=$(git rev-parse --show-toplevel 2>/dev/null || pwd -P)
prefix=$(git rev-parse --show-prefix 2>/dev/null || true)

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

# The same of the files that are listed on standard input, each ended by a zero byte.
hashes_of_listed() {
  if command -v sha256sum >/dev/null; then xargs -0 sha256sum; else xargs -0 shasum -a 256; fi
}

hash_of() {
  hashes_of "$1" | cut -d ' ' -f 1
}

# Both scripts use one compiler: the job's own, unless another one is asked for.
use_toolchain() {
  if [[ -n $TOOLCHAIN ]]; then export RUSTUP_TOOLCHAIN=$TOOLCHAIN; fi
}

output() { # name, value
  echo "$1=$2" >>"$GITHUB_OUTPUT"
}

# Every file below a folder, each ended by a zero byte, but what cargo and npm have put there: a target directory is told by its
# tag, since sources may be in a folder of that name.
sources_below() {
  (cd "$1" && find . -type d \( -name .git -o -name node_modules -o -exec test -e '{}/CACHEDIR.TAG' \; \) -prune -o -type f -print0 | LC_ALL=C sort -z)
}
