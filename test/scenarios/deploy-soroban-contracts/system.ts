import { copyFile, cp, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setImmediate } from 'node:timers/promises'
import { Keypair } from '@stellar/stellar-sdk/base'
import type { Network } from '../../../local/network/network.ts'
import { type ActionRun, runAction } from '../../support/run-action.ts'

/** A checkout with contracts that refer to each other, and the account that deploys them. */
/** Ledgers close when the test says so, long before their time. */
export const byHand = { close: 300_000 }

/** Closes a ledger each time that so many transactions wait, one size after the other. */
export async function closeWhenWaiting(network: Network, sizes: readonly number[]): Promise<void> {
  const patience = AbortSignal.timeout(120_000)
  for (const size of sizes) {
    while (network.waiting < size) await setImmediate(patience.throwIfAborted())
    network.closeLedger()
  }
}

export interface System extends AsyncDisposable {
  readonly repository: string
  readonly deployer: Keypair
  /** Writes fairlead.yml anew. */
  write(yml: string): Promise<void>
  /** The next build of booking takes the place of the first. */
  buildNextBooking(): Promise<void>
  deploy(options?: {
    inputs?: Readonly<Record<string, string>>
    env?: Readonly<Record<string, string>>
    facts?: Readonly<Record<string, string>>
  }): Promise<ActionRun>
}

/** Lines are counted by tests: network is line 5, token's constructor starts at line 11. */
export const manifest = `system: traqora
release: { directory: "releases/\${release.id}", copy: [packages] }
environments:
  rehearsal:
    network: { name: local, rpc: "\${env.STELLAR_RPC_URL}" }
contracts:
  deployer: { secret-key: "\${env.STELLAR_SECRET_KEY}" }
  env-files: [packages/backend/.env]
  deploy:
    token:
      constructor:
        admin: "\${deployer.address}"
        name: Traqora
        symbol: TRQ
        decimals: 7
        supply: "1000000000"
      wasm: contracts/wasm/token.wasm
      read-back: { call: parameters }
    booking:
      wasm: contracts/wasm/booking.wasm
      constructor:
        admin: "\${deployer.address}"
        flight_registry: "\${contracts.token.id}"
        refund: "\${contracts.refund.id}"
        loyalty: "\${contracts.loyalty.id}"
    loyalty:
      wasm: contracts/wasm/loyalty.wasm
      constructor: { admin: "\${deployer.address}", booking: "\${contracts.booking.id}", spent_per_point: 100 }
    refund:
      wasm: contracts/wasm/refund.wasm
      init:
        call: initialize
        args: { admin: "\${deployer.address}", booking: "\${contracts.booking.id}" }
        read-back: { call: parameters }
`

const traqora = join(import.meta.dirname, '..', '..', '..', 'examples', 'traqora')

export async function makeSystem(
  network: Network,
  {
    funded = true,
    yml = manifest,
    isByHand = false,
    deployer = Keypair.random(),
  }: { funded?: boolean; yml?: string; isByHand?: boolean; deployer?: Keypair } = {},
): Promise<System> {
  const repository = await mkdtemp(join(tmpdir(), 'fairlead-contracts-'))
  await mkdir(join(repository, 'packages', 'backend'), { recursive: true })
  await cp(join(traqora, 'contracts', 'wasm'), join(repository, 'contracts', 'wasm'), { recursive: true })
  await writeFile(join(repository, 'packages', 'backend', '.env'), '# of the backend\nPORT=3001\nTOKEN_CONTRACT_ID=old\n')
  const write = (text: string) => writeFile(join(repository, 'fairlead.yml'), text)
  await write(yml)
  if (funded) {
    const asked = fetch(`${network.friendbotUrl}?addr=${deployer.publicKey()}`)
    if (isByHand) await closeWhenWaiting(network, [1])
    const answer = await asked
    if (!answer.ok) throw new TypeError(`friendbot: ${await answer.text()}`)
  }
  return {
    repository,
    deployer,
    write,
    buildNextBooking: () =>
      copyFile(
        join(traqora, 'upgrades', 'second', 'contracts', 'wasm', 'booking.wasm'),
        join(repository, 'contracts', 'wasm', 'booking.wasm'),
      ),
    deploy: ({ inputs = {}, env = {}, facts = {} } = {}) =>
      runAction('deploy-soroban-contracts', {
        repository,
        inputs: { environment: 'rehearsal', ...inputs },
        env: { STELLAR_RPC_URL: network.rpcUrl, STELLAR_SECRET_KEY: deployer.secret(), ...env },
        facts,
      }),
    [Symbol.asyncDispose]: () => rm(repository, { recursive: true, force: true }),
  }
}

/** Ids as the action told them. */
export function idsOf(run: ActionRun): Readonly<Record<string, string>> {
  return JSON.parse(run.outputs['contract-ids'] ?? '{}') as Record<string, string>
}
