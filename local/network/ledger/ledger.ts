import * as xdr from '@stellar/stellar-sdk/xdr'
import { hex, sha256 } from '../bytes.ts'
import { sizeForRent } from '../host/apply.ts'
import { Host } from '../host/host.ts'
import type { Moment } from '../host/moment.ts'
import { newAccount, storeAccount } from './account.ts'
import type { Progress } from './apply.ts'
import { type ClosedLedger, closedLedger } from './closed-ledger.ts'
import { applySet, hashOfChanges, hashOfResults, resultPair } from './closing.ts'
import { genesisHeader, rootAccount, totalCoins } from './genesis.ts'
import { entryType, keyBytes, readKey, readLiveUntil } from './keys.ts'
import type { LedgerSnapshot } from './ledger-snapshot.ts'
import type { Rules } from './rules.ts'
import { type Profile, readSettings, type Settings, settingEntries } from './settings.ts'
import { State } from './state.ts'
import type { Transaction } from './transaction.ts'
import { encodeTransactionSet, type TransactionSet, transactionSet } from './transaction-set.ts'
import { type HeaderUpgrade, readUpgrade } from './upgrade.ts'

/** What a ledger is closed with. */
export interface Agreement {
  set: TransactionSet
  /** XDR of the GeneralizedTransactionSet. */
  encodedSet: Uint8Array
  agreed: xdr.StellarValue
  /** XDR of the keys of entries, and of their lifetimes, that are swept away. */
  evicted: readonly Uint8Array[]
}

/** What a ledger brings besides transactions. */
interface Besides {
  votes?: readonly xdr.LedgerUpgrade[]
  evicted?: Agreement['evicted']
}

/** The state of a network and the rules by which it changes. It knows no clock and no waiting transactions. */
export class Ledger {
  readonly passphrase: string
  readonly networkId: Uint8Array
  /** Seed of the root account, as every network without another arrangement has it: the hash of its passphrase. */
  readonly rootSeed: Uint8Array
  readonly state: State
  readonly archive = new State()
  readonly #host: Host
  readonly #simulator: Host
  #header: xdr.LedgerHeader
  #headerHash: Uint8Array
  #settings: Settings

  constructor({ passphrase, profile, closeTime }: { passphrase: string; profile: Profile; closeTime: bigint }) {
    this.passphrase = passphrase
    this.networkId = sha256(Buffer.from(passphrase))
    this.rootSeed = this.networkId
    this.state = new State(settingEntries(profile.entries, 1))
    storeAccount(this.state, newAccount(rootAccount(this.rootSeed), totalCoins, 0n), 1)
    this.#header = genesisHeader(profile, closeTime)
    this.#headerHash = sha256(this.#header.toXDR())
    this.#host = new Host(`p${profile.protocol}-plain`)
    this.#simulator = new Host(`p${profile.protocol}-recording`, (key) => this.#lookUp(key))
    this.#settings = readSettings(this.state)
    this.#configure()
  }

  get header(): xdr.LedgerHeader {
    return this.#header
  }

  get sequence(): number {
    return this.#header.ledgerSeq
  }

  /** Unix seconds. */
  get closeTime(): bigint {
    return this.#header.scpValue.closeTime
  }

  get hash(): Uint8Array {
    return this.#headerHash
  }

  get settings(): Settings {
    return this.#settings
  }

  /** The host that simulates; it reads this ledger as it is. */
  get simulator(): Host {
    return this.#simulator
  }

  /** As of the last ledger, which is what a simulation sees. */
  get moment(): Moment {
    return this.#momentAt(this.sequence, this.closeTime)
  }

  /** By which what waits for the next ledger is judged; it closes at `closeTime`, or nobody knows when yet. */
  rulesAhead(closeTime: bigint = this.closeTime): Rules {
    return this.#rulesAt(this.sequence + 1, closeTime)
  }

  /** Makes the host panic in the next invocation: that transaction is lost, the ledger is not. */
  panicNext(): void {
    this.#host.panicNext()
  }

  /** Closes the next ledger with these transactions. Those that cannot be applied are charged and fail. */
  close(transactions: readonly Transaction[], closeTime: bigint, { votes = [], evicted = [] }: Besides = {}): ClosedLedger {
    const set = transactionSet(transactions, this.#headerHash)
    const encoded = encodeTransactionSet(set, this.#headerHash, this.#header.baseFee)
    const ext = xdr.StellarValueExt.stellarValueBasic()
    const upgrades = votes.map((vote) => new xdr.UpgradeType(vote.toXDR()))
    const agreed = new xdr.StellarValue({ txSetHash: sha256(encoded), closeTime, upgrades, ext })
    return this.closeAgreed({ set, encodedSet: encoded, agreed, evicted })
  }

  /** Closes the next ledger with what validators agreed on elsewhere. */
  closeAgreed({ set, encodedSet, agreed, evicted }: Agreement): ClosedLedger {
    const sequence = this.sequence + 1
    const { closeTime } = agreed
    const setHash = agreed.txSetHash.value
    const rules = this.#rulesAt(sequence, closeTime)
    const sizeBefore = this.#samplesSizeAt(sequence) ? this.#stateSize() : 0n
    const all = applySet(set, { state: this.state, archive: this.archive, rules, setHash })
    this.#keepNewContracts(all)
    const upgrades = this.#upgrade(agreed.upgrades)
    for (const key of evicted) this.#evict(key)
    if (this.#samplesSizeAt(sequence)) this.#noteStateSize(sizeBefore, sequence)
    this.#header = new xdr.LedgerHeader({
      ...this.#header,
      ...upgrades,
      ledgerSeq: sequence,
      previousLedgerHash: this.#headerHash,
      scpValue: agreed,
      txSetResultHash: hashOfResults(all.map(resultPair)),
      bucketListHash: hashOfChanges(this.#header.bucketListHash.value, all),
      feePool: all.reduce((sum, { feeCharged }) => sum + feeCharged, this.#header.feePool),
    })
    const header = this.#header.toXDR()
    this.#headerHash = sha256(header)
    const { hash, settings } = this
    const { baseFee } = this.#header
    return closedLedger(all, { sequence, closeTime, hash, header, baseFee, encodedSet, stateSize: meanSize(settings) })
  }

  /** Lets ledgers pass in which nothing happened. They leave no trace but their number. */
  jumpTo(sequence: number, closeTime: bigint): void {
    const scpValue = new xdr.StellarValue({ ...this.#header.scpValue, closeTime })
    this.#header = new xdr.LedgerHeader({ ...this.#header, ledgerSeq: sequence, previousLedgerHash: this.#headerHash, scpValue })
    this.#headerHash = sha256(this.#header.toXDR())
  }

  /** Takes no time, whatever the size. */
  snapshot(): LedgerSnapshot {
    const [entries, archive] = [this.state.snapshot(), this.archive.snapshot()]
    return { header: this.#header, entries, archive, settings: this.#settings, contracts: this.#host.contracts }
  }

  /** Goes to a snapshot, which may lie in the past, in the future or on another way. */
  revert({ header, entries, archive, settings, contracts }: LedgerSnapshot): void {
    this.state.revert(entries)
    this.archive.revert(archive)
    this.#header = header
    this.#headerHash = sha256(header.toXDR())
    this.#host.keepContracts(contracts)
    if (settings === this.#settings) return
    this.#settings = settings
    this.#configure()
  }

  // Upgrades of the settings lie in the ledger, in an entry named after their hash; the others are in the vote itself.
  #upgrade(votes: readonly xdr.UpgradeType[]): HeaderUpgrade {
    const sequence = this.sequence + 1
    const header: HeaderUpgrade = {}
    for (const vote of votes) {
      const upgrade = xdr.LedgerUpgrade.fromXDR(vote.value)
      const settings = readUpgrade(upgrade, this.state, header)
      for (const [key, entry] of settingEntries(settings, sequence)) this.state.set(key, entry)
    }
    if (votes.length > 0) this.#readSettings()
    return header
  }

  // What is persistent goes to the archive with its time over; what is temporary is gone.
  #evict(bytes: Uint8Array): void {
    const key = readKey(bytes)
    const entry = this.state.get(key.text)
    if (key.persistent && entry !== null) this.archive.set(key.text, entry)
    if (key.type === entryType.contractCode) this.#host.removeContract(hex(bytes.subarray(4)))
    this.state.set(key.text, null)
  }

  #momentAt(ledger: number, closeTime: bigint): Moment {
    const { ledgerVersion, baseReserve } = this.#header
    return { protocol: ledgerVersion, ledger, closeTime, networkId: this.networkId, baseReserve }
  }

  #rulesAt(ledger: number, closeTime: bigint): Rules {
    return {
      moment: this.#momentAt(ledger, closeTime),
      settings: this.#settings,
      baseFee: this.#header.baseFee,
      host: this.#host,
    }
  }

  #configure(): void {
    this.#host.configure(this.#settings.forHost)
    this.#simulator.configure(this.#settings.forHost)
  }

  // A contract is in the validators' cache from the ledger after its upload on.
  #keepNewContracts(all: readonly Progress[]): void {
    for (const { soroban } of all) {
      if (soroban?.result.succeeded !== true) continue
      for (const [key, entry] of soroban.writes) {
        const bytes = keyBytes(key)
        if (entry === null || readKey(bytes).type !== entryType.contractCode) continue
        const { data } = xdr.LedgerEntry.fromXDR(entry)
        if (data.type === 'contractCode') this.#host.addContract(hex(data.contractCode.hash.value), data.contractCode.code)
      }
    }
  }

  #lookUp(key: Uint8Array): { entry: Uint8Array; liveUntil: number | null } | null {
    const { text, lifetime, soroban } = readKey(key)
    const entry = this.state.get(text) ?? this.archive.get(text)
    if (entry === null) return null
    if (!soroban) return { entry, liveUntil: null }
    // What was evicted has no lifetime any more; ledger 1 is long over.
    return { entry, liveUntil: readLiveUntil(this.state.get(lifetime)) ?? 1 }
  }

  #samplesSizeAt(sequence: number): boolean {
    return sequence % this.#settings.archival.liveSorobanStateSizeWindowSamplePeriod === 0
  }

  #stateSize(): bigint {
    let size = 0n
    for (const [key, entry] of this.state) if (readKey(keyBytes(key)).soroban) size += BigInt(sizeForRent(this.#host, entry))
    return size
  }

  // The price of rent follows the mean of the last samples.
  #noteStateSize(size: bigint, sequence: number): void {
    const window = [...this.#settings.sizeWindow.slice(1), size]
    const entries = settingEntries([xdr.ConfigSettingEntry.configSettingLiveSorobanStateSizeWindow(window)], sequence)
    for (const [key, entry] of entries) this.state.set(key, entry)
    this.#readSettings()
  }

  #readSettings(): void {
    this.#settings = readSettings(this.state)
    this.#configure()
  }
}

function meanSize({ sizeWindow }: Settings): bigint {
  return sizeWindow.reduce((sum, size) => sum + size, 0n) / BigInt(Math.max(sizeWindow.length, 1))
}
