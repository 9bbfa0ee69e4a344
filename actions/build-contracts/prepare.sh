#!/usr/bin/env bash
# Judges the inputs, brings toolchain and target, and writes which contracts there are and the hash of all they are built of.
set -euo pipefail
here=$(dirname "$0")
# shellcheck source=actions/build-contracts/tell.sh
source "$here/tell.sh"

judge_inputs() {
  local wrong=0
  reject() {
    problem "$@"
    wrong=1
  }
  # What is neither would count as no, and a check would be left out in silence.
  judge_flag() { [[ $2 == true || $2 == false ]] || reject "$1" "$1 is \"$2\". Give true or false."; }
  [[ $BUILDER == cargo || $BUILDER == stellar ]] || reject builder "builder is \"$BUILDER\". Give cargo or stellar."
  judge_flag optimize "$OPTIMIZE"
  judge_flag reproducible "$REPRODUCIBLE"
  judge_flag cache "$CACHED"
  [[ -z $TOOLCHAIN || $TOOLCHAIN =~ ^[0-9A-Za-z._-]+$ ]] || reject toolchain "\"$TOOLCHAIN\" is no toolchain. Give a version such as 1.91.0."
  [[ $CONTRACTS =~ ^[0-9A-Za-z_\ -]*$ ]] || reject contracts "\"$CONTRACTS\" are no names of packages. Separate them by spaces."
  [[ $WASM_DIR =~ ^[^/] && $WASM_DIR != *..* && $WASM_DIR != . ]] || reject wasm-dir "wasm-dir is \"$WASM_DIR\". Give a folder below working-directory."
  [[ -e Cargo.toml ]] || reject no-workspace "There is no Cargo.toml in $PWD. Set working-directory."
  [[ -e Cargo.lock ]] || reject no-lock "There is no Cargo.lock in $PWD. Commit it: without it every build may be another one."
  [[ -z $HASHES || -e $HASHES ]] || reject no-hashes "The file of hashes is not there: $HASHES. Write it with sha256sum, or correct the input hashes."
  if [[ -z $CONTRACTS ]] && ! command -v jq >/dev/null; then
    reject no-jq "jq is not here, and finds the contracts in what cargo tells. Install it, or name the contracts."
  fi
  if [[ $BUILDER == stellar ]] && ! command -v stellar >/dev/null; then
    reject no-stellar "stellar is not here. Install the Stellar CLI before this step (stellar/stellar-cli), or give builder: cargo."
  fi
  if [[ $OPTIMIZE == true ]] && ! command -v wasm-opt >/dev/null; then
    reject no-wasm-opt "wasm-opt is not here. Install binaryen before this step, or give optimize: false: without it the bytes are other ones."
  fi
  return $wrong
}

bring_target() {
  if [[ -n $TOOLCHAIN ]]; then
    command -v rustup >/dev/null || fail no-rustup "rustup is not here, and toolchain is \"$TOOLCHAIN\". Install rustup, or leave toolchain away to use the Rust that is here."
    rustup toolchain install "$TOOLCHAIN" --profile minimal >&2 || fail toolchain "The toolchain \"$TOOLCHAIN\" could not be installed."
    use_toolchain
  fi
  command -v cargo >/dev/null || fail no-rust "cargo is not here. Install Rust on the runner (rustup)."
  has_target && return
  if command -v rustup >/dev/null; then rustup target add wasm32v1-none >&2 || true; fi
  has_target || fail no-target "The target wasm32v1-none is missing and could not be added. Run: rustup target add wasm32v1-none"
}

has_target() {
  local libraries
  # RUSTFLAGS may name another sysroot, and are several words.
  # shellcheck disable=SC2086
  libraries=$("${RUSTC:-rustc}" ${RUSTFLAGS:-} --print target-libdir --target wasm32v1-none 2>/dev/null) && [ -d "$libraries" ]
}

# Packages of the workspace whose library is a cdylib, by name.
find_contracts() {
  local metadata
  metadata=$(cargo metadata --locked --no-deps --format-version 1) || return 1
  jq -r '[.packages[] | select(any(.targets[]; .kind | index("cdylib"))) | .name] | sort | join(" ")' <<<"$metadata"
}

# All sources but what was built of them; where they are built; the compiler, the tools, the settings, and the scripts that build.
inputs_hash() {
  {
    sources_below "$root" | without_built | (cd "$root" && hashes_of_listed)
    "${RUSTC:-rustc}" -vV
    echo "$prefix $BUILDER $OPTIMIZE $REPRODUCIBLE $CONTRACTS"
    env | grep -E '^(CARGO_(PROFILE|BUILD|TARGET|UNSTABLE)_|RUSTC|RUSTFLAGS)' | LC_ALL=C sort || true
    if [[ $BUILDER == stellar ]]; then stellar --version; fi
    if [[ $OPTIMIZE == true ]]; then wasm-opt --version; fi
    cat "$here/build.sh"
  } >"$gathered"
  hash_of "$gathered"
}

without_built() {
  local file
  while IFS= read -r -d '' file; do
    if [[ $file != "./$prefix$WASM_DIR/"* ]]; then printf '%s\0' "$file"; fi
  done
}

judge_inputs || exit 1
bring_target
if [[ -z $CONTRACTS ]]; then CONTRACTS=$(find_contracts) || fail no-metadata "cargo cannot read the workspace in $PWD; its messages stand above."; fi
[[ -n $CONTRACTS ]] || fail no-contracts "No package in $PWD has crate-type = [\"cdylib\"]. Set working-directory, or name the contracts."
gathered=$(mktemp)
trap 'rm -f "$gathered"' EXIT
output contracts "$CONTRACTS"
output inputs-hash "$(inputs_hash)"
echo "contracts: $CONTRACTS; built with $("${RUSTC:-rustc}" --version)"
