import { encodeAddress } from './address.ts'
import { openDoor } from './door.ts'
import { type FaultKind, type FaultSchedule, Faults } from './faults.ts'
import { Friendbot } from './friendbot.ts'
import { publicKeyOf } from './keypair.ts'
import type { AppliedTransaction, ClosedLedger } from './ledger/closed-ledger.ts'
import { rootAccount } from './ledger/genesis.ts'
import type { Ledger } from './ledger/ledger.ts'
import { exportLedger, importLedger, type LedgerFile } from './ledger-file.ts'
import { Node, type NodeSnapshot, type Pace } from './node.ts'
import { stateBegan } from './problems.ts'
import { findProfile } from './profile.ts'
import { methods } from './rpc/methods.ts'
import { rpcServer } from './rpc/server.ts'
import type { openStateFolder, StateFolder } from './state-folder.ts'
import { type Vote, votesFor } from './votes.ts'

/** The passphrase that `network: { name: local }` means. */
export const localPassphrase = 'Standalone Network ; February 2017'

export interface NetworkOptions {
  /** A free one when left out or 0. */
  port?: number
  /** 127.0.0.1 when left out. */
  host?: string
  passphrase?: string
  /** 27 (when left out) or 28: those there is a host for. A vote changes it later. */
  protocol?: number
  /** Limits, fees and lifetimes: testnet (the default), mainnet, or a file that the refresh command wrote. */
  profile?: string
  /** When ledgers close: right after each accepted transaction (the default), or every so many milliseconds. */
  close?: Pace
  /** Milliseconds of rest after which an instant network closes an empty ledger; 5,000 when left out. */
  idleClose?: number
  /** Closed ledgers that are kept for questions, as far as there is room for them; 120,960 (a week of them) when left out. */
  keep?: number
  /** Begins with this ledger, on top of what a new network has. */
  import?: LedgerFile
  /** A folder that keeps the network: the next one with this folder carries on. In memory when left out. */
  state?: string
  /** The clock, in milliseconds since 1970. */
  now?: () => number
}

/** A moment of a network. It stays as it is, whatever becomes of the network, which can go back to it any number of times. */
export type Snapshot = NodeSnapshot

/** A Soroban network on this machine: the production host, a modelled ledger, and the RPC that clients know. */
export interface Network extends AsyncDisposable {
  readonly rpcUrl: string
  readonly friendbotUrl: string
  readonly port: number
  readonly passphrase: string
  /** Owns all coins but friendbot's. */
  readonly root: { readonly address: string; readonly secret: string }
  readonly ledger: Ledger
  /** What clients sent and was applied, in order; friendbot's gifts are not among it. */
  readonly transactions: readonly AppliedTransaction[]
  /** How many transactions wait for a ledger. */
  readonly waiting: number
  /** Closes a ledger now, with what waits. */
  closeLedger(): ClosedLedger
  /** Lets ledgers pass, without closing those between, up to and with this one. */
  advanceTo(sequence: number): ClosedLedger
  /** The live entries in the JSON of soroban-sdk's `LedgerSnapshot`, for contract tests and for `import`. */
  exportLedger(): LedgerFile
  /** Everything as it is now: ledger, history and what waits. Takes no time, whatever the size. */
  snapshot(): Snapshot
  /** Goes to a snapshot of this network, back or forth. */
  revert(snapshot: Snapshot): void
  /** Changes a parameter of the network with the next ledger, as validators vote it. */
  vote(change: Vote): void
  /** Makes something go wrong with coming calls. Throws the Problem badFault for one that could never strike. */
  fault(kind: FaultKind, schedule: FaultSchedule): void
  /** Takes back all faults that have not struck; the clock goes right, and due ledgers close. What was voted or archived stays so. */
  heal(): void
  /** How often each method was called so far, faults included. */
  readonly calls: ReadonlyMap<string, number>
  /** Ends the server and the clock. */
  stop(): Promise<void>
}

/** Throws the Problems portTaken and badProfile, and those of a state folder and of an import. */
export async function startNetwork(options: NetworkOptions = {}): Promise<Network> {
  const { host = '127.0.0.1', passphrase = localPassphrase, protocol = 27 } = options
  const profile = findProfile(options.profile ?? 'testnet', protocol)
  const { close = 'instant', idleClose = 5_000, keep: kept = 120_960, now = Date.now } = options
  await using begun = new AsyncDisposableStack()
  const folder = options.state === undefined ? null : await openState(options.state, { passphrase, protocol, profile: profile.name }, kept)
  begun.defer(() => folder?.close())
  const node = new Node({ passphrase, profile, pace: close, idleClose, kept, now, keeper: folder?.keeper ?? null })
  begun.defer(() => node.stop())
  const friendbot = new Friendbot(node)
  begin(node, friendbot, folder?.resume ?? null, options)

  let url = ''
  const answers = methods(node, () => `${url}/friendbot`)
  const faults = new Faults([...answers.keys(), 'friendbot'], { node, outage: (milliseconds) => door.shut(milliseconds) })
  const door = await openDoor(rpcServer({ node, friendbot, faults, methods: answers }), { host, port: options.port ?? 0 })
  begun.defer(() => door.close())
  url = `http://${host}:${door.port}`
  const { rootSeed } = node.ledger
  const lifetime = begun.move()
  return {
    rpcUrl: url,
    friendbotUrl: `${url}/friendbot`,
    port: door.port,
    passphrase,
    root: { address: encodeAddress('account', publicKeyOf(rootSeed)), secret: encodeAddress('seed', rootSeed) },
    ledger: node.ledger,
    get transactions() {
      return node.history.ledgers.flatMap(({ transactions }) => transactions).filter((transaction) => !friendbot.sent(transaction))
    },
    get waiting() {
      return node.waiting
    },
    closeLedger: () => node.closeLedger(),
    advanceTo: (sequence) => node.advanceTo(sequence),
    exportLedger: () => exportLedger(node.ledger),
    snapshot: () => node.snapshot(),
    revert: (snapshot) => node.revert(snapshot),
    vote: (change) => {
      node.prospect.votes.push(...votesFor(change))
    },
    fault: (kind, schedule) => faults.arm(kind, schedule),
    heal: () => {
      faults.disarm()
      node.recover()
    },
    calls: faults.calls,
    stop: () => lifetime.disposeAsync(),
    [Symbol.asyncDispose]: () => lifetime.disposeAsync(),
  }
}

// Where its folder left off, with an imported ledger, or anew.
function begin(node: Node, friendbot: Friendbot, resume: NodeSnapshot | null, { state = '', import: imported }: NetworkOptions): void {
  if (resume !== null) {
    if (imported !== undefined) throw stateBegan({ folder: state, sequence: resume.ledger.header.ledgerSeq })
    node.startFrom(resume)
    return
  }
  friendbot.endow(rootAccount(node.ledger.rootSeed))
  if (imported === undefined) node.start()
  else node.revert(importLedger(imported, node.ledger))
}

// Few networks are kept, and those that are not need no database.
async function openState(...given: Parameters<typeof openStateFolder>): Promise<StateFolder> {
  const module = await import('./state-folder.ts')
  return module.openStateFolder(...given)
}
