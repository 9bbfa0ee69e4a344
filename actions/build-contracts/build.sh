#!/usr/bin/env bash
# Builds the contracts, or takes them from the cache once their sha256 is as it was noted for these very inputs; proves that a
# second build gives the same bytes; tells sizes and hashes.
set -euo pipefail
here=$(dirname "$0")
# shellcheck source=actions/build-contracts/tell.sh
source "$here/tell.sh"
read -r -a contracts <<<"$CONTRACTS"
use_toolchain
cargo_home=${CARGO_HOME:-$HOME/.cargo}
separator=$'\x1f'
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# Root of the repository, target directory, folder for the results. No path of this machine gets into the bytes.
compile() {
  local sources=$1/$prefix target=$2 into=$3 name flags=${RUSTFLAGS:-} mapping arguments=()
  flags=${flags// /$separator}
  for mapping in "$1=/src" "$cargo_home/registry/src=/deps" "$cargo_home/git/checkouts=/git" "$target=/target"; do
    flags+="${flags:+$separator}--remap-path-prefix=$mapping"
  done
  mkdir -p "$into"
  for name in "${contracts[@]}"; do arguments+=(--package "$name"); done
  # Left of || a failure ends nothing by itself.
  (
    cd "$sources" || exit 1
    export CARGO_ENCODED_RUSTFLAGS=$flags CARGO_TARGET_DIR=$target CARGO_INCREMENTAL=0 SOURCE_DATE_EPOCH=0
    if [[ $BUILDER == stellar ]]; then
      for name in "${contracts[@]}"; do stellar contract build --locked --package "$name" || exit 1; done
    else
      # Since soroban-sdk 27 its macro wants the build system to say that it drops unused parts of the spec itself.
      export SOROBAN_SDK_BUILD_SYSTEM_SUPPORTS_SPEC_SHAKING_V2=1
      cargo build --locked --release --target wasm32v1-none "${arguments[@]}"
    fi
  ) >&2 || fail build-failed "The build in $sources failed; its messages stand above."
  for name in "${contracts[@]}"; do
    local built="$target/wasm32v1-none/release/${name//-/_}.wasm"
    [ -e "$built" ] || fail no-wasm "The build gave no ${name//-/_}.wasm. Is \"$name\" a package with crate-type = [\"cdylib\"]?"
    install -m 644 "$built" "$into/$name.wasm"
  done
}

optimize() { # folder
  local name
  for name in "${contracts[@]}"; do wasm-opt -Oz --strip-debug "$1/$name.wasm" -o "$1/$name.wasm" >&2; done
}

# Whether the cache holds these contracts, built of these inputs, undamaged. What is not is told and built anew.
take_from_cache() {
  local name
  [[ -n $CACHE && -e $CACHE/inputs ]] || return 1
  damaged() {
    echo "::warning title=build-contracts/cache-poisoned::The cache holds $1. It is not used: the contracts are built anew."
    rm -rf "$CACHE"
    return 1
  }
  [[ $(cat "$CACHE/inputs") == "$INPUTS_HASH" ]] || damaged "contracts of other inputs" || return 1
  for name in "${contracts[@]}"; do
    local noted
    noted=$(sed -n "s/^\([0-9a-f]\{64\}\)  $name.wasm\$/\1/p" "$CACHE/SHA256SUMS" 2>/dev/null || true)
    [[ -e $CACHE/$name.wasm && -n $noted && $(hash_of "$CACHE/$name.wasm") == "$noted" ]] || damaged "another $name.wasm than was put into it" || return 1
  done
  mkdir -p "$work/first"
  for name in "${contracts[@]}"; do cp "$CACHE/$name.wasm" "$work/first/"; done
  cp "$CACHE/before" "$work/before"
}

keep_in_cache() {
  [[ -n $CACHE ]] || return 0
  mkdir -p "$CACHE"
  cp "$work/first/"*.wasm "$work/before" "$CACHE/"
  (cd "$CACHE" && hashes_of ./*.wasm | sed 's/  \.\//  /' >SHA256SUMS)
  echo "$INPUTS_HASH" >"$CACHE/inputs"
}

# `name bytes sha256` of each contract in a folder.
measure() {
  local name
  for name in "${contracts[@]}"; do echo "$name $(($(wc -c <"$1/$name.wasm"))) $(hash_of "$1/$name.wasm")"; done
}

build_again() {
  mkdir -p "$work/elsewhere/copy"
  sources_below "$root" | tar -C "$root" --null -T - -cf - | tar -C "$work/elsewhere/copy" -xf -
  compile "$work/elsewhere/copy" "$work/elsewhere/objects" "$work/second"
  if [[ $OPTIMIZE == true ]]; then optimize "$work/second"; fi
}

compare() {
  local name first second same=0
  for name in "${contracts[@]}"; do
    first=$(hash_of "$work/first/$name.wasm") second=$(hash_of "$work/second/$name.wasm")
    [[ $first == "$second" ]] && continue
    problem not-reproducible "\"$name\" is another one when it is built again elsewhere: $first, then $second. Look for a build script, a macro or a constant that takes in a path, the time or an order."
    same=1
  done
  return $same
}

anchor() {
  local name line expected same=0
  for name in "${contracts[@]}"; do
    expected=$(sed -n "s/^\([0-9a-f]\{64\}\) [ *]\(.*\/\)\{0,1\}$name.wasm\$/\1/p" "$HASHES")
    line=$(hash_of "$work/first/$name.wasm")
    [[ $line == "$expected" ]] && continue
    problem other-hash "\"$name\" has the sha256 $line, and $HASHES says ${expected:-nothing of it}. Where the change is meant, commit the new hash."
    same=1
  done
  return $same
}

cached=true
if ! take_from_cache; then
  cached=false
  compile "$root" "$work/objects" "$work/first"
  measure "$work/first" >"$work/before"
  if [[ $OPTIMIZE == true ]]; then optimize "$work/first"; fi
  if [[ $REPRODUCIBLE == true ]]; then
    build_again
    compare || exit 1
  fi
  keep_in_cache
fi
if [[ -n $HASHES ]]; then anchor || exit 1; fi
mkdir -p "$WASM_DIR"
# What is attested there by a pattern is what was built now, and nothing else.
rm -f "$WASM_DIR"/*.wasm
cp "$work/first/"*.wasm "$WASM_DIR/"

told='not optimized' proved='not built again'
if [[ $OPTIMIZE == true ]]; then told=$(wasm-opt --version); fi
if [[ $REPRODUCIBLE == true ]]; then proved='built twice, in two places, with the same bytes'; fi
if [[ $cached == true ]]; then proved="$proved, when it was put into the cache"; fi
measure "$work/first" >"$work/after"
{
  echo "### Contracts"
  echo
  echo "| contract | bytes built | bytes | sha256 |"
  echo "| --- | --- | --- | --- |"
  paste -d ' ' "$work/before" "$work/after" | while read -r name before _ _ after hash; do echo "| $name | $before | $after | \`$hash\` |"; done
  echo
  echo "$("${RUSTC:-rustc}" --version), $BUILDER, $told; $proved."
} | tee -a "${GITHUB_STEP_SUMMARY:-/dev/null}"
folder=$PWD/$WASM_DIR
output wasm-dir "${folder#"${GITHUB_WORKSPACE:-$PWD}"/}"
output wasm-hashes "{$(awk '{ printf "%s\"%s\":\"%s\"", sep, $1, $3; sep = "," }' "$work/after")}"
output cached "$cached"
