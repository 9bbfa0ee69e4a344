import * as xdr from '@stellar/stellar-sdk/xdr'
import { sha256 } from '../bytes.ts'
import type { Host, Witness } from '../host/host.ts'
import type { Moment } from '../host/moment.ts'
import { newAccount, storeAccount } from './account.ts'
import { type Agreement, agreeOn, type Besides } from './agreement.ts'
import { applyUpgrades } from './apply-upgrades.ts'
import { evict, lookUpIn } from './archive.ts'
import { type ClosedLedger, closedLedger } from './closed-ledger.ts'
import { applySet, hashOfChanges, hashOfResults, resultPair } from './closing.ts'
import { genesisHeader, rootAccount, totalCoins } from './genesis.ts'
import { Hosts } from './hosts.ts'
import type { LedgerSnapshot } from './ledger-snapshot.ts'
import type { Reporting } from './meta.ts'
import { keepNewContracts } from './module-cache.ts'
import type { Rules } from './rules.ts'
import { type Profile, readSettings, type Settings, settingEntries } from './settings.ts'
import { State } from './state.ts'
import { meanSize, samplesSizeAt, stateSize, windowEntries } from './state-size.ts'
import type { Transaction } from './transaction.ts'

export interface LedgerOptions {
  passphrase: string
  profile: Profile
  /** Unix seconds. */
  closeTime: bigint
  /** Hash of the first ledger, where it is known; else it is that of its header here. */
  firstHash?: Uint8Array
  reporting?: Reporting
  /** Is told every exchange with the host that applies. */
  witness?: Witness
}

/** The state of a network and the rules by which it changes. It knows no clock and no waiting transactions. */
export class Ledger {
  readonly passphrase: string
  readonly networkId: Uint8Array
  /** Seed of the root account, as every network without another arrangement has it: the hash of its passphrase. */
  readonly rootSeed: Uint8Array
  readonly state: State
  readonly archive = new State()
  readonly #reporting: Reporting
  readonly #hosts: Hosts
  #header: xdr.LedgerHeader
  #headerHash: Uint8Array
  #settings: Settings

  constructor({ passphrase, profile, closeTime, firstHash, reporting, witness }: LedgerOptions) {
    this.passphrase = passphrase
    this.networkId = sha256(Buffer.from(passphrase))
    this.rootSeed = this.networkId
    this.state = new State(settingEntries(profile.entries, 1))
    storeAccount(this.state, newAccount(rootAccount(this.rootSeed), totalCoins, 0n), 1)
    this.#header = genesisHeader(profile, closeTime)
    this.#headerHash = firstHash ?? sha256(this.#header.toXDR())
    this.#reporting = reporting ?? { classicEvents: true, charges: true }
    this.#hosts = new Hosts(profile.protocol, { lookUp: lookUpIn(this), ...(witness === undefined ? {} : { witness }) })
    this.#settings = readSettings(this.state)
    this.#takeSettings(this.#settings)
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
    return this.#hosts.simulating
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
    this.#hosts.applying.panicNext()
  }

  /** Closes the next ledger with these transactions. Those that cannot be applied are charged and fail. Votes come after them. */
  close(transactions: readonly Transaction[], closeTime: bigint, besides: Besides = {}): ClosedLedger {
    return this.closeAgreed(agreeOn(transactions, closeTime, { hash: this.#headerHash, baseFee: this.#header.baseFee }, besides))
  }

  /** Closes the next ledger with what validators agreed on elsewhere. */
  closeAgreed({ set, encodedSet, agreed, evicted, buckets }: Agreement): ClosedLedger {
    const sequence = this.sequence + 1
    const { closeTime } = agreed
    const rules = this.#rulesAt(sequence, closeTime)
    const sizeBefore = samplesSizeAt(sequence, this.#settings) ? stateSize(this.state, this.#hosts.applying) : 0n
    const before = this.state.snapshot()
    const ids = { last: this.#header.idPool }
    const all = applySet(set, { state: this.state, archive: this.archive, rules, setHash: agreed.txSetHash.value, ids })
    keepNewContracts(all, this.#hosts.applying)
    const upgraded = applyUpgrades(agreed.upgrades, {
      state: this.state,
      before,
      hosts: this.#hosts,
      protocol: rules.moment.protocol,
      ledger: sequence,
    })
    if (upgraded.metas.length > 0) this.#takeSettings(readSettings(this.state))
    for (const key of evicted) evict(this, key, this.#hosts.applying)
    if (samplesSizeAt(sequence, this.#settings)) this.#noteStateSize(sizeBefore, sequence)
    this.#header = new xdr.LedgerHeader({
      ...this.#header,
      ...upgraded.header,
      ledgerSeq: sequence,
      previousLedgerHash: this.#headerHash,
      scpValue: agreed,
      txSetResultHash: hashOfResults(all.map(resultPair)),
      bucketListHash: buckets?.hash ?? hashOfChanges(this.#header.bucketListHash.value, all),
      skipList: buckets === null ? this.#header.skipList : [...buckets.skipList],
      feePool: all.reduce((sum, { feeCharged }) => sum + feeCharged, this.#header.feePool),
      idPool: ids.last,
    })
    const header = this.#header.toXDR()
    this.#headerHash = sha256(header)
    return closedLedger(all, {
      sequence,
      closeTime,
      hash: this.#headerHash,
      header,
      baseFee: this.#header.baseFee,
      encodedSet,
      upgrades: upgraded.metas,
      stateSize: meanSize(this.#settings),
      evicted,
      reporting: this.#reporting,
    })
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
    return { header: this.#header, entries, archive, settings: this.#settings, contracts: this.#hosts.applying.contracts }
  }

  /** Goes to a snapshot, which may lie in the past, in the future or on another way. */
  revert({ header, entries, archive, settings, contracts }: LedgerSnapshot): void {
    this.state.revert(entries)
    this.archive.revert(archive)
    this.#header = header
    this.#headerHash = sha256(header.toXDR())
    this.#hosts.changeTo(header.ledgerVersion)
    this.#hosts.applying.keepContracts(contracts)
    if (settings !== this.#settings) this.#takeSettings(settings)
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
      host: this.#hosts.applying,
    }
  }

  #takeSettings(settings: Settings): void {
    this.#settings = settings
    this.#hosts.configure(settings.forHost)
  }

  // The price of rent follows the mean of the last samples.
  #noteStateSize(size: bigint, ledger: number): void {
    for (const [key, entry] of windowEntries([...this.#settings.sizeWindow.slice(1), size], ledger)) this.state.set(key, entry)
    this.#takeSettings(readSettings(this.state))
  }
}
