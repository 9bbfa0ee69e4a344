/**
 * Builds the two WebAssembly modules of the Soroban host for each protocol, and writes down what they were built from.
 *
 *     node scripts/build-host.ts                SYSROOT=FOLDER  the standard library for WebAssembly (built when missing)
 *                                               HOST_TARGET=FOLDER  where cargo works
 *
 * Needs rustc, cargo and wasm-ld (Debian: rustc-web cargo-web rust-web-src lld-22), and the crates of Cargo.lock, fetched once by
 * `cargo fetch`. The same sources give the same bytes wherever they lie.
 */
import { execFileSync } from 'node:child_process'
import { copyFileSync, existsSync } from 'node:fs'
import { homedir } from 'node:os'
import { join, resolve } from 'node:path'
import { blobName, builds, hostFolder, repositoryFolder, writeProvenance } from '../local/network/host/provenance.ts'

const sysroot = resolve(process.env['SYSROOT'] ?? join(repositoryFolder, 'build/sysroot'))
const target = resolve(process.env['HOST_TARGET'] ?? join(repositoryFolder, 'build/host'))
const cargoHome = resolve(process.env['CARGO_HOME'] ?? join(homedir(), '.cargo'))
const rustc = process.env['RUSTC'] ?? '/usr/bin/rustc'
const cargo = process.env['CARGO'] ?? '/usr/bin/cargo'
const linker = process.env['WASM_LD'] ?? '/usr/bin/wasm-ld-22'

if (!existsSync(join(sysroot, 'lib/rustlib/wasm32-unknown-unknown'))) {
  run(join(repositoryFolder, 'scripts/build-sysroot.sh'), [sysroot], {})
}
// All in one folder: what the builds share is compiled once.
for (const build of builds) {
  buildHost(build.features)
  copyFileSync(join(target, 'wasm32-unknown-unknown/release/soroban_host.wasm'), join(hostFolder, blobName(build)))
}
writeProvenance(execFileSync(rustc, ['--version'], { encoding: 'utf8' }).trim())

function buildHost(features: string): void {
  const flags = [
    `--sysroot=${sysroot}`,
    `-Clinker=${linker}`,
    '-Clinker-flavor=wasm-ld',
    // XDR may nest 1,000 deep, and the default stack of 1 MiB is too small for that.
    '-Clink-arg=-zstack-size=8388608',
    `--remap-path-prefix=${hostFolder}=/src`,
    `--remap-path-prefix=${join(cargoHome, 'registry/src')}=/crates`,
    `--remap-path-prefix=${target}=/target`,
    `--remap-path-prefix=${sysroot}=/sysroot`,
  ]
  const wanted = ['--release', '--lib', '--crate-type', 'cdylib', '--target', 'wasm32-unknown-unknown', '--features', features]
  run(cargo, ['rustc', '--offline', '--locked', ...wanted], {
    RUSTC: rustc,
    SOURCE_DATE_EPOCH: '0',
    CARGO_INCREMENTAL: '0',
    CARGO_TARGET_DIR: target,
    CARGO_ENCODED_RUSTFLAGS: flags.join('\x1f'),
  })
}

function run(command: string, words: readonly string[], environment: Record<string, string>): void {
  execFileSync(command, words, { cwd: hostFolder, stdio: 'inherit', env: { ...process.env, ...environment } })
}
