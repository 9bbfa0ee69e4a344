import { createHash } from 'node:crypto'
import { chmod, mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { expect, test } from '@jest/globals'
import { parse } from 'yaml'
import { action, type Build, buildContracts } from './builds.ts'

interface Workspace extends AsyncDisposable {
  readonly folder: string
  put(path: string, text: string): Promise<void>
  read(path: string): Promise<string>
  /** A program that stands before all others on the PATH. */
  program(name: string, text: string): Promise<void>
  build(options?: Partial<Pick<Parameters<typeof buildContracts>[0], 'inputs' | 'env' | 'folder'>>): ReturnType<typeof buildContracts>
}

/**
 * Two contracts, and a cargo that takes seconds off: a "wasm" is the source of its package, and where that says so, the
 * folder it was built in. The slow test beside this one builds with the real one.
 */
async function makeWorkspace(): Promise<Workspace> {
  const base = await mkdtemp(join(tmpdir(), 'fairlead-workspace-'))
  const put = async (path: string, text: string) => {
    await mkdir(dirname(join(base, path)), { recursive: true })
    await writeFile(join(base, path), text)
  }
  const program = async (name: string, text: string) => {
    await put(`bin/${name}`, `#!/bin/bash\n${text}\n`)
    await chmod(join(base, 'bin', name), 0o755)
  }
  await program(
    'rustc',
    `case "$*" in *target-libdir*) echo "${base}/bin" ;; *) echo "rustc 1.91.0 (stand-in\${RUSTUP_TOOLCHAIN:+, $RUSTUP_TOOLCHAIN})" ;; esac`,
  )
  await program(
    'cargo',
    `set -e
if [ "$1" = metadata ]; then exec cat ${base}/metadata; fi
echo "$*" >> ${base}/asked
mkdir -p "$CARGO_TARGET_DIR/wasm32v1-none/release"
while [ $# -gt 0 ]; do
  if [ "$1" = --package ]; then
    out="$CARGO_TARGET_DIR/wasm32v1-none/release/\${2//-/_}.wasm"
    cat "$2/src/lib.rs" > "$out"
    if [ -e ../shared.rs ]; then cat ../shared.rs >> "$out"; fi
    if grep -q where "$out"; then pwd >> "$out"; fi
    if [ "$2" = shared ]; then rm "$out"; fi
  fi
  shift
done`,
  )
  await put('workspace/Cargo.toml', '[workspace]\nmembers = ["*"]\n')
  await put('workspace/Cargo.lock', 'version = 4\n')
  for (const name of ['flight-registry', 'token']) {
    await put(`workspace/${name}/Cargo.toml`, `[package]\nname = "${name}"\n[lib]\ncrate-type = [\n  "cdylib",\n]\n`)
    await put(`workspace/${name}/src/lib.rs`, `// ${name}\n`)
  }
  await put('workspace/shared/Cargo.toml', '[package]\nname = "shared"\n')
  await put('workspace/shared/src/lib.rs', '// shared\n')
  await put('metadata', JSON.stringify({ packages: [packageOf('token'), packageOf('shared', 'lib'), packageOf('flight-registry')] }))
  const folder = join(base, 'workspace')
  const path = `${join(base, 'bin')}:${process.env['PATH']}`
  return {
    folder,
    put: (path, text) => put(`workspace/${path}`, text),
    read: (path) => readFile(join(base, path), 'utf8').catch(() => ''),
    program,
    build: ({ env = {}, ...options } = {}) =>
      buildContracts({ folder, ...options, env: { PATH: path, ...env }, cache: join(base, 'cache') }),
    [Symbol.asyncDispose]: () => rm(base, { recursive: true, force: true }),
  }
}

/** A package as `cargo metadata` tells it. */
const packageOf = (name: string, kind = 'cdylib') => ({ name, targets: [{ name, kind: [kind] }] })
const sha256 = (text: string) => createHash('sha256').update(text).digest('hex')
const titles = (log: string) => [...log.matchAll(/^::error title=([^:]+)::/gm)].map(([, title]) => title)

test('every contract is found, built twice, measured, and told', async () => {
  await using workspace = await makeWorkspace()
  const run = await workspace.build()
  expect(run.log).not.toContain('::error')
  expect(JSON.parse(run.outputs['wasm-hashes'] ?? '')).toEqual({
    'flight-registry': sha256('// flight-registry\n'),
    token: sha256('// token\n'),
  })
  expect(run.outputs).toMatchObject({ 'wasm-dir': 'contracts-wasm', cached: 'false' })
  expect((await readdir(join(workspace.folder, 'contracts-wasm'))).sort()).toEqual(['flight-registry.wasm', 'token.wasm'])
  expect(run.summary).toContain(`| token | 9 | 9 | \`${sha256('// token\n')}\` |`)
  expect(run.summary).toContain('rustc 1.91.0 (stand-in), cargo, not optimized; built twice, in two places, with the same bytes.')
  const asked = 'build --locked --release --target wasm32v1-none --package flight-registry --package token\n'
  expect(await workspace.read('asked')).toBe(asked.repeat(2))
})

test('a contract that takes in where it is built is named, and nothing is handed on', async () => {
  await using workspace = await makeWorkspace()
  await workspace.put('token/src/lib.rs', '// where\n')
  const run = await workspace.build()
  expect(run.exitCode).toBe(1)
  expect(titles(run.log)).toEqual(['build-contracts/not-reproducible'])
  expect(run.log).toContain('"token" is another one when it is built again elsewhere')
  expect(run.outputs['wasm-hashes']).toBeUndefined()
  expect(await readdir(workspace.folder)).not.toContain('contracts-wasm')
})

test('contracts of the same inputs come from the cache; what was changed in it is told and built anew', async () => {
  await using workspace = await makeWorkspace()
  const build = () => workspace.build({ inputs: { cache: 'true' } })
  expect((await build()).outputs['cached']).toBe('false')
  const again = await build()
  expect(again.outputs['cached']).toBe('true')
  expect(again.summary).toContain('when it was put into the cache')
  const asked = await workspace.read('asked')

  await workspace.put('../cache/token.wasm', 'poison')
  const poisoned = await build()
  expect(poisoned.log).toContain('::warning title=build-contracts/cache-poisoned::The cache holds another token.wasm than was put into it.')
  expect(poisoned.outputs['cached']).toBe('false')
  expect(JSON.parse(poisoned.outputs['wasm-hashes'] ?? '')['token']).toBe(sha256('// token\n'))
  expect((await workspace.read('asked')).length).toBe(asked.length * 2)

  // A folder of sources may be called target: a change in it is a change.
  await workspace.put('token/src/target/mod.rs', '// new\n')
  const other = await build()
  expect(other.log).toContain('The cache holds contracts of other inputs.')
  expect(other.outputs['cached']).toBe('false')
})

test('contracts that were built once do not pass for built twice, and a setting of the profile is an input', async () => {
  await using workspace = await makeWorkspace()
  const build = (reproducible: string, env = {}) => workspace.build({ inputs: { cache: 'true', reproducible }, env })
  expect((await build('false')).outputs['cached']).toBe('false')
  const twice = await build('true')
  expect(twice.outputs['cached']).toBe('false')
  expect(twice.summary).toContain('built twice, in two places, with the same bytes.')
  expect((await build('true')).outputs['cached']).toBe('true')
  expect((await build('true', { CARGO_PROFILE_RELEASE_OPT_LEVEL: 's' })).outputs['cached']).toBe('false')
})

test('what lies in the repository beside the workspace is an input too', async () => {
  await using workspace = await makeWorkspace()
  await workspace.put('../.git/HEAD', 'ref: refs/heads/main\n')
  await Promise.all(['objects', 'refs'].map((name) => workspace.put(`../.git/${name}/here`, '')))
  await workspace.put('../shared.rs', '// first\n')
  // The workspace is reached by another path than git tells, as where a runner links its folder of work.
  await symlink(workspace.folder, join(workspace.folder, '..', 'linked'))
  const build = () => workspace.build({ inputs: { cache: 'true' }, folder: join(workspace.folder, '..', 'linked') })
  const hashOf = (run: Build) => JSON.parse(run.outputs['wasm-hashes'] ?? '{}')['token']
  const first = await build()
  expect(first.log).not.toContain('::error')
  expect(hashOf(first)).toBe(sha256('// token\n// first\n'))
  await workspace.put('../shared.rs', '// second\n')
  expect(hashOf(await build())).toBe(sha256('// token\n// second\n'))
})

test('a wasm that lay in the folder of the results is not handed on', async () => {
  await using workspace = await makeWorkspace()
  await workspace.put('contracts-wasm/old.wasm', 'of another build')
  expect((await workspace.build()).exitCode).toBe(0)
  expect((await readdir(join(workspace.folder, 'contracts-wasm'))).sort()).toEqual(['flight-registry.wasm', 'token.wasm'])
})

test("the job's own toolchain builds where none is asked for", async () => {
  await using workspace = await makeWorkspace()
  const run = await workspace.build({ env: { RUSTUP_TOOLCHAIN: 'of-the-job' } })
  expect(run.log).toContain('built with rustc 1.91.0 (stand-in, of-the-job)')
  expect(run.summary).toContain('rustc 1.91.0 (stand-in, of-the-job), cargo')
})

test('hashes that are committed hold every build to them, also one from the cache', async () => {
  await using workspace = await makeWorkspace()
  await workspace.put('SHA256SUMS', `${sha256('// token\n')}  wasm/token.wasm\n${'0'.repeat(64)}  wasm/flight-registry.wasm\n`)
  for (const cached of ['false', 'true']) {
    const run = await workspace.build({ inputs: { hashes: 'SHA256SUMS', cache: 'true' } })
    expect({ cached, exitCode: run.exitCode }).toEqual({ cached, exitCode: 1 })
    expect(titles(run.log)).toEqual(['build-contracts/other-hash'])
    expect(run.log).toContain(`"flight-registry" has the sha256 ${sha256('// flight-registry\n')}, and SHA256SUMS says ${'0'.repeat(64)}`)
  }
  await workspace.put('SHA256SUMS', `${sha256('// token\n')}  wasm/token.wasm\n`)
  expect((await workspace.build({ inputs: { hashes: 'SHA256SUMS', contracts: 'token' } })).exitCode).toBe(0)
})

test('all inputs that are wrong are told at once, and nothing is built', async () => {
  await using workspace = await makeWorkspace()
  await rm(join(workspace.folder, 'Cargo.lock'))
  const inputs = {
    builder: 'make',
    optimize: 'yes',
    reproducible: 'on',
    cache: '1',
    contracts: 'token; touch here',
    'wasm-dir': '../out',
    toolchain: '$(id)',
    hashes: 'none/SHA256SUMS',
  }
  const run = await workspace.build({ inputs })
  const wanted = ['builder', 'optimize', 'reproducible', 'cache', 'toolchain', 'contracts', 'wasm-dir', 'no-lock', 'no-hashes'].map(
    (code) => `build-contracts/${code}`,
  )
  expect(titles(run.log)).toEqual(wanted)
  expect(await workspace.read('asked')).toBe('')
  expect(await readdir(workspace.folder)).not.toContain('here')
})

test('a tool that is asked for and not here is told', async () => {
  await using workspace = await makeWorkspace()
  const run = await workspace.build({ inputs: { builder: 'stellar', optimize: 'true' } })
  expect(titles(run.log)).toEqual(['build-contracts/no-stellar', 'build-contracts/no-wasm-opt'])
})

test('a build that fails, and a package that is no contract, are told', async () => {
  await using workspace = await makeWorkspace()
  const none = await workspace.build({ inputs: { contracts: 'missing' } })
  expect(titles(none.log)).toEqual(['build-contracts/build-failed'])
  const library = await workspace.build({ inputs: { contracts: 'shared' } })
  expect(titles(library.log)).toEqual(['build-contracts/no-wasm'])
})

test('stellar stops at the first contract that does not build, and a workspace that cargo cannot read is told', async () => {
  await using workspace = await makeWorkspace()
  await workspace.program('stellar', `if [ "$1" = --version ]; then exit; fi; echo "$*" >> ${workspace.folder}/../asked; exit 1`)
  const failed = await workspace.build({ inputs: { builder: 'stellar' } })
  expect(titles(failed.log)).toEqual(['build-contracts/build-failed'])
  expect(await workspace.read('asked')).toBe('contract build --locked --package flight-registry\n')
  await workspace.program('cargo', 'exit 101')
  expect(titles((await workspace.build()).log)).toEqual(['build-contracts/no-metadata'])
})

test('the action hands its inputs over as variables, never into the text of a script, and pins what it uses', async () => {
  const { runs } = parse(await readFile(join(action, 'action.yml'), 'utf8'))
  for (const { run = '', uses = '' } of runs.steps) {
    expect(run).not.toContain('${{')
    expect(uses).toMatch(/^$|@[0-9a-f]{40}$/)
  }
})
