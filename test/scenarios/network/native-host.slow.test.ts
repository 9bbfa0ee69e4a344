import { execFileSync, spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from '@jest/globals'
import { protocols } from '../../../local/network/host/provenance.ts'
import { openRecordings, type Scenario } from '../../../local/network/replay/recordings.ts'
import { replay } from '../../../local/network/replay/scenario.ts'
import { readLedgers } from '../../../local/network/replay/stream.ts'

const root = join(import.meta.dirname, '../../..')
const crate = join(root, 'local/network/host')
const archiveOf = (protocol: number) => join(root, '../shared/golden', `ledgers-p${protocol}.tar.xz`)

/** Of each archive, spread over it. */
const compared = 20

const hasCargo = spawnSync('cargo', ['--version']).status === 0
const missing = hasCargo ? 'the recorded ledgers beside the repository' : 'cargo'

for (const protocol of protocols) {
  const run = hasCargo && existsSync(archiveOf(protocol)) ? test : test.skip
  const name = `protocol ${protocol}: a native build of the host answers as the WebAssembly one, to the last instruction`
  run(
    run === test ? name : `${name} (skipped: ${missing} is missing)`,
    () => {
      const program = buildNatively(protocol)
      using recordings = openRecordings([archiveOf(protocol)])
      const step = Math.floor(recordings.scenarios.length / compared)
      const chosen = recordings.scenarios.filter((_, place) => place % step === 0).slice(0, compared)
      const invocations = chosen.reduce((sum, scenario) => sum + compare(scenario, program), 0)

      expect(chosen).toHaveLength(compared)
      expect(invocations).toBeGreaterThan(100)
    },
    1_800_000,
  )
}

const applyInvocation = 2

/** Asks the native host what the other was asked while it replayed, in the same order. Gives the number of invocations. */
function compare(scenario: Scenario, program: string): number {
  const exchanges: { operation: number; request: Uint8Array; answer: Uint8Array }[] = []
  replay(scenario.name, readLedgers(scenario), (operation, request, answer) => exchanges.push({ operation, request, answer }))
  const input = Buffer.concat(exchanges.flatMap(({ operation, request }) => [number(operation), number(request.length), request]))
  const { status, stdout } = spawnSync(program, { input, maxBuffer: 1_000_000_000 })

  const expected = Buffer.concat(exchanges.flatMap(({ answer }) => [number(answer.length), answer]))
  expect({ scenario: scenario.name, status, same: expected.equals(stdout) }).toEqual({ scenario: scenario.name, status: 0, same: true })
  return exchanges.filter(({ operation }) => operation === applyInvocation).length
}

function number(value: number): Buffer {
  const bytes = Buffer.alloc(4)
  bytes.writeUInt32LE(value)
  return bytes
}

// Quick to build rather than quick: what is compared does not depend on it.
function buildNatively(protocol: number): string {
  const target = join(root, 'node_modules/.cache/native-host')
  const profile = { LTO: 'off', CODEGEN_UNITS: '16', OPT_LEVEL: '1', STRIP: 'false' }
  const settings = Object.entries(profile).map(([name, value]) => [`CARGO_PROFILE_RELEASE_${name}`, value])
  const environment = { ...process.env, CARGO_TARGET_DIR: target, ...Object.fromEntries(settings) }
  execFileSync('cargo', ['build', '--locked', '--release', '--bin', 'native', '--features', `p${protocol}`], {
    cwd: crate,
    env: environment,
    stdio: ['ignore', 'ignore', 'inherit'],
  })
  return join(target, 'release/native')
}
