import type { ContractId, ContractName } from '../contract-id.ts'
import { type AccountSigners, signersIn } from '../signers/account-signers.ts'
import type { StoredEntry } from '../upgrade/storage-difference.ts'
import type { WasmHash } from '../wasm/contract-file.ts'
import type { Chain, LedgerEntry, LedgerRead } from './chain.ts'
import { accountKey, codeKey, instanceKey } from './keys.ts'
import { type NetworkSettings, settingKeys, settingsIn } from './network-settings.ts'
import type { Sdk } from './sdk.ts'

/** How long an entry lives: `liveUntil` is the last ledger it can be used in; archived ones can be restored. */
export interface Lifetime {
  readonly liveUntil: number
  readonly archived: boolean
}

export interface FoundInstance extends Lifetime {
  /** What it runs, or null where it is no wasm of its own (a Stellar asset, an external reference). */
  readonly wasmHash: WasmHash | null
  readonly kind: string
  /** Its instance storage, in the order of the chain. */
  readonly storage: readonly StoredEntry[]
}

export interface FoundCode extends Lifetime {
  readonly bytes: Uint8Array
}

export interface FoundAccount {
  readonly sequence: bigint
  readonly balance: bigint
  /** What it may spend: the balance without its reserve, in stroops. */
  readonly spendable: bigint
  readonly signers: AccountSigners
}

/** Everything a plan needs to know of the chain, as it was at one ledger. */
export interface ChainFacts extends NetworkSettings {
  readonly latestLedger: number
  /** Null: the deployer has no account. */
  readonly account: FoundAccount | null
  readonly instances: ReadonlyMap<ContractName, FoundInstance>
  readonly codes: ReadonlyMap<WasmHash, FoundCode>
  /** The other accounts that were asked for, and are there. */
  readonly accounts: ReadonlyMap<string, FoundAccount>
}

interface Target {
  readonly name: ContractName
  readonly id: ContractId
}

/** Half a lumen for each entry; an account alone counts as two (stellar-core, `baseReserve` since 2016). */
const baseReserve = 5_000_000n
/** Stroops that an account needs to be there. */
export const accountReserve = 2n * baseReserve

/** Reads the chain for these contracts with one request; with a second one where instances run code that is not wanted. */
export async function readFacts(
  chain: Chain,
  {
    targets,
    hashes,
    deployer,
    accounts = [],
  }: { targets: readonly Target[]; hashes: readonly WasmHash[]; deployer: string; accounts?: readonly string[] },
): Promise<ChainFacts> {
  const { sdk } = chain
  const keys = [
    ...[deployer, ...accounts].map((address) => accountKey(address, sdk)),
    ...settingKeys(sdk),
    ...targets.map(({ id }) => instanceKey(id, sdk)),
    ...hashes.map((hash) => codeKey(hash, sdk)),
  ]
  const read = await chain.read(keys)
  const instances = new Map(
    targets.flatMap(({ name, id }) => {
      const instance = instanceIn(read.entry(instanceKey(id, sdk)), read)
      return instance === null ? [] : [[name, instance] as const]
    }),
  )
  const running = [...instances.values()].flatMap(({ wasmHash }) => (wasmHash === null || hashes.includes(wasmHash) ? [] : [wasmHash]))
  const codes = new Map([
    ...codesIn(read, hashes, sdk),
    ...(running.length === 0 ? [] : codesIn(await chain.read(running.map((hash) => codeKey(hash, sdk))), running, sdk)),
  ])
  return {
    latestLedger: read.latestLedger,
    account: accountIn(read.entry(accountKey(deployer, sdk)), sdk),
    instances,
    codes,
    accounts: new Map(
      accounts.flatMap((address) => {
        const account = accountIn(read.entry(accountKey(address, sdk)), sdk)
        return account === null ? [] : [[address, account] as const]
      }),
    ),
    ...settingsIn(read, sdk),
  }
}

export function accountIn(entry: LedgerEntry | null, sdk: Sdk): FoundAccount | null {
  if (entry?.data.type !== 'account') return null
  const { balance, seqNum, numSubEntries } = entry.data.value
  const spendable = balance - (2n + BigInt(numSubEntries)) * baseReserve
  return { sequence: seqNum, balance, spendable: spendable < 0n ? 0n : spendable, signers: signersIn(entry.data.value, sdk) }
}

export function instanceIn(entry: LedgerEntry | null, read: LedgerRead): FoundInstance | null {
  if (entry?.data.type !== 'contractData' || entry.data.value.val.type !== 'scvContractInstance') return null
  const { executable, storage } = entry.data.value.val.value
  const wasmHash =
    executable.type === 'contractExecutableWasm' ? (Buffer.from(executable.wasmHash.toBytes()).toString('hex') as WasmHash) : null
  return { wasmHash, kind: executable.type, storage: storage ?? [], ...lifetimeOf(entry, read) }
}

function codesIn(read: LedgerRead, hashes: readonly WasmHash[], sdk: Sdk): [WasmHash, FoundCode][] {
  return hashes.flatMap((hash) => {
    const entry = read.entry(codeKey(hash, sdk))
    return entry?.data.type === 'contractCode' ? [[hash, { bytes: entry.data.value.code, ...lifetimeOf(entry, read) }]] : []
  })
}

/** An entry whose last ledger is behind us is archived, though the RPC still shows it. */
function lifetimeOf({ liveUntil }: LedgerEntry, { latestLedger }: LedgerRead): Lifetime {
  return { liveUntil: liveUntil ?? 0, archived: (liveUntil ?? 0) < latestLedger }
}
