import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Keypair } from '@stellar/stellar-sdk/base'
import type { Network } from '../../local/network/network.ts'
import { type ActionRun, runAction } from '../support/run-action.ts'

/** Seven contracts of 32,768 bytes, 229,376 in all: real ones of the example, filled up with a custom section; one transaction holds half of it. */
const names = ['token', 'booking', 'loyalty', 'cargo', 'rewards', 'charter', 'points'] as const
const bytesEach = { waves: 32_768, atomic: 17_408 }
const codeOf: Readonly<Record<(typeof names)[number], string>> = {
  token: 'token',
  booking: 'booking',
  cargo: 'booking',
  charter: 'booking',
  loyalty: 'loyalty',
  rewards: 'loyalty',
  points: 'loyalty',
}

/** They name each other, and booking and loyalty do so in a circle. */
const constructors = `
    token: { wasm: token.wasm, constructor: { admin: "\${deployer.address}", name: Traqora, symbol: TRQ, decimals: 7, supply: "1000000000" } }
    booking: { wasm: booking.wasm, constructor: { admin: "\${deployer.address}", flight_registry: "\${contracts.token.id}", refund: "\${contracts.cargo.id}", loyalty: "\${contracts.loyalty.id}" } }
    loyalty: { wasm: loyalty.wasm, constructor: { admin: "\${deployer.address}", booking: "\${contracts.booking.id}", spent_per_point: 100 } }
    cargo: { wasm: cargo.wasm, constructor: { admin: "\${deployer.address}", flight_registry: "\${contracts.token.id}", refund: "\${contracts.booking.id}", loyalty: "\${contracts.rewards.id}" } }
    rewards: { wasm: rewards.wasm, constructor: { admin: "\${deployer.address}", booking: "\${contracts.cargo.id}", spent_per_point: 100 } }
    charter: { wasm: charter.wasm, constructor: { admin: "\${deployer.address}", flight_registry: "\${contracts.token.id}", refund: "\${contracts.points.id}", loyalty: "\${contracts.points.id}" } }
    points: { wasm: points.wasm, constructor: { admin: "\${deployer.address}", booking: "\${contracts.charter.id}", spent_per_point: 100 } }`

/** The same number of contracts that are initialized by a call, each with the id of the next one, the last with the first one's. */
export const ring = ['one', 'two', 'three', 'four', 'five', 'six', 'seven'] as const
const initialized = ring
  .map((name, index) => {
    const next = ring[(index + 1) % ring.length]
    return `
    ${name}: { wasm: ${name}.wasm, init: { call: initialize, args: { admin: "\${deployer.address}", booking: "\${contracts.${next}.id}" } } }`
  })
  .join('')

/** One contract alone, which brings the contract of the strategy atomic with it. */
const first = `
    one: { wasm: one.wasm, init: { call: initialize, args: { admin: "\${deployer.address}", booking: "\${deployer.address}" } } }`

const kinds = {
  constructors: { strategy: 'waves', contracts: constructors },
  initialized: { strategy: 'waves', contracts: initialized },
  first: { strategy: 'atomic', contracts: first },
  atomic: { strategy: 'atomic', contracts: constructors },
} as const

const head = (system: string, strategy: string) => `system: ${system}
environments:
  rehearsal:
    network: { name: local, rpc: "\${env.STELLAR_RPC_URL}" }
contracts:
  deployer: { secret-key: "\${env.STELLAR_SECRET_KEY}" }
  strategy: ${strategy}
  channels: { count: 7 }
  deploy:`

export interface DeploySystem extends AsyncDisposable {
  readonly deployer: Keypair
  /** Bytes of a contract as it is deployed. */
  readonly wasm: (name: string) => Promise<Uint8Array>
  /** `atomic` deploys the same seven as `constructors`, with 121,856 bytes in all. */
  deploy(kind: keyof typeof kinds, runId: string): Promise<ActionRun>
}

export async function makeDeploySystem(network: Network): Promise<DeploySystem> {
  const repository = await mkdtemp(join(tmpdir(), 'fairlead-bench-'))
  const deployer = Keypair.random()
  const given = await fetch(`${network.friendbotUrl}?addr=${deployer.publicKey()}`)
  if (!given.ok) throw new TypeError(await given.text())
  await mkdir(repository, { recursive: true })
  for (const name of names) await writeFile(join(repository, `${name}.wasm`), await filled(codeOf[name], name, bytesEach.waves))
  for (const name of ring) await writeFile(join(repository, `${name}.wasm`), await filled('refund', name, bytesEach.waves))
  return {
    deployer,
    wasm: (name) => readFile(join(repository, `${name}.wasm`)),
    async deploy(kind, runId) {
      if (kind === 'atomic')
        for (const name of names) await writeFile(join(repository, `${name}.wasm`), await filled(codeOf[name], name, bytesEach.atomic))
      const { strategy, contracts } = kinds[kind]
      await writeFile(join(repository, 'fairlead.yml'), head(kind, strategy) + contracts)
      return runAction('deploy-soroban-contracts', {
        repository,
        inputs: { environment: 'rehearsal', 'spend-limit': '5000 XLM' },
        env: { STELLAR_RPC_URL: network.rpcUrl, STELLAR_SECRET_KEY: deployer.secret() },
        facts: { GITHUB_RUN_ID: runId },
      })
    },
    [Symbol.asyncDispose]: () => rm(repository, { recursive: true, force: true }),
  }
}

/** The contract with a custom section behind it that brings it to its size and makes its hash its own. */
async function filled(code: string, name: string, bytes: number): Promise<Uint8Array> {
  const wasm = await readFile(join(import.meta.dirname, '..', '..', 'examples', 'traqora', 'contracts', 'wasm', `${code}.wasm`))
  // Kind 0, the length in five bytes of LEB128, a name of one letter.
  const content = Buffer.alloc(bytes - wasm.length - 6, name)
  content.set([1, 0x78])
  const length = [0, 1, 2, 3, 4].map((place) => ((content.length >> (7 * place)) & 0x7f) | (place < 4 ? 0x80 : 0))
  return Buffer.concat([wasm, Buffer.from([0, ...length]), content])
}
