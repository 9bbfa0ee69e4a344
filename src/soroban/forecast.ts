import type { Chain } from './chain.ts'
import type { DeploymentStep } from './deployment-plan.ts'
import type { FoundAccount } from './facts.ts'
import { uploadCall } from './operations.ts'
import { balanceTooLow, deployerUnfunded } from './problems.ts'
import { prepareCall } from './transaction.ts'
import type { Wanted } from './wanted.ts'

/**
 * Stroops put aside for a transaction that cannot be simulated before the ones ahead of it: most of it the rent of a
 * small instance for 120 days on mainnet (research/soroban-deploy.md section 0).
 */
const allowance: Readonly<Record<Exclude<DeploymentStep['do'], 'upload' | 'render'>, bigint>> = {
  'open-channels': 0n,
  'merge-channels': 0n,
  restore: 5_000_000n,
  keep: 5_000_000n,
  create: 3_000_000n,
  upgrade: 1_000_000n,
  init: 1_000_000n,
  extend: 5_000_000n,
}

/**
 * Rent of code, in stroops for a megabyte and a ledger: 78,234,981 were charged for 31,586 bytes and 397,440 ledgers
 * on the local network with the test network's settings.
 */
const rentPerMegabyteLedger = 6_500n

/** What the plan needs about, in stroops: uploads as simulated, an allowance for what follows them. */
export async function forecastFee(steps: readonly DeploymentStep[], { wanted, chain }: { wanted: Wanted; chain: Chain }): Promise<bigint> {
  const fees = steps.map(async (step) => {
    if (step.do === 'render') return 0n
    if (step.do === 'extend') return allowance.extend + rentOf(step, wanted)
    if (step.do !== 'upload') return allowance[step.do]
    const file = wanted.contracts.find(({ file: { hash } }) => hash === step.wasm)?.file
    if (file === undefined) return 0n
    return (await prepareCall(uploadCall(step.id, file, chain.sdk), { chain, source: wanted.signer.address })).resourceFee
  })
  return (await Promise.all(fees)).reduce((sum, fee) => sum + fee, 0n)
}

function rentOf({ entries, ledgers }: Extract<DeploymentStep, { do: 'extend' }>, { contracts }: Wanted): bigint {
  const extended = entries.filter(({ entry }) => entry === 'code').map(({ contract }) => contract)
  const bytes = contracts.filter(({ name }) => extended.includes(name)).reduce((sum, { file }) => sum + file.bytes.length, 0)
  return (BigInt(bytes) * BigInt(ledgers) * rentPerMegabyteLedger) / 1_000_000n
}

/** Refuses a plan that the deployer cannot pay: problems `soroban/deployer-unfunded` and `soroban/balance-too-low`. */
export function checkBalance(account: FoundAccount | null, needed: bigint, { network, signer: { address } }: Wanted): void {
  const reserve = 10_000_000n
  if (account === null) throw deployerUnfunded({ address, network: network.name, needed: lumens(needed + reserve), at: network.at })
  const { spendable } = account
  if (spendable < needed)
    throw balanceTooLow({
      address,
      spendable: lumens(spendable),
      needed: lumens(needed),
      missing: lumens(needed - spendable),
      at: network.at,
    })
}

/** Stroops as lumens, rounded up to two places. */
export function lumens(stroops: bigint): string {
  const hundredths = (stroops + 99_999n) / 100_000n
  return `${hundredths / 100n}.${String(hundredths % 100n).padStart(2, '0')}`
}
