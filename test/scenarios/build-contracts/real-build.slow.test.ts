import { execFileSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { cp, mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from '@jest/globals'
import { buildContracts } from './builds.ts'

const root = join(import.meta.dirname, '..', '..', '..')
const sysroot = process.env['SYSROOT'] ?? join(root, 'build', 'sysroot')

/** As scripts/build-contracts.sh: the toolchain that has the target, or the distribution's with a sysroot of its own; null: neither. */
function rust(): Record<string, string> | null {
  if (existsSync(join(sysroot, 'lib', 'rustlib', 'wasm32v1-none')) && existsSync('/usr/bin/rustc'))
    return {
      PATH: `/usr/bin:${process.env['PATH']}`,
      RUSTC: '/usr/bin/rustc',
      RUSTFLAGS: `--sysroot=${sysroot} -Clinker=/usr/bin/wasm-ld-22 -Clinker-flavor=wasm-ld`,
    }
  try {
    const libraries = execFileSync('rustc', ['--print', 'target-libdir', '--target', 'wasm32v1-none']).toString().trim()
    return existsSync(libraries) ? {} : null
  } catch {
    return null
  }
}

const environment = rust()
// Not to be hidden where the machine has no Rust for the target: the run lists it as skipped.
const withRust = environment === null ? test.skip : test

withRust(
  'contracts of the example are built twice with the same bytes, and those are Soroban contracts',
  async () => {
    const folder = await mkdtemp(join(tmpdir(), 'fairlead-example-'))
    await cp(join(root, 'examples', 'traqora', 'contracts'), folder, { recursive: true })
    const run = await buildContracts({ folder, inputs: { contracts: 'refund token' }, env: environment ?? {} })
    expect(run.log).not.toContain('::error')
    expect(run.exitCode).toBe(0)
    expect(run.summary).toContain('built twice, in two places, with the same bytes')
    const hashes = JSON.parse(run.outputs['wasm-hashes'] ?? '{}') as Record<string, string>
    expect(Object.keys(hashes)).toEqual(['refund', 'token'])
    const wasm = await readFile(join(folder, 'contracts-wasm', 'refund.wasm'))
    expect(wasm.subarray(0, 4)).toEqual(Buffer.from('\0asm'))
    expect(wasm.includes('contractspecv0')).toBe(true)
    // No path of the machine got in.
    expect(wasm.includes(folder)).toBe(false)
    await rm(folder, { recursive: true })
  },
  1_800_000,
)
