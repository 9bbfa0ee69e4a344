import type { AddressInfo } from 'node:net'
import { encodeAddress } from './address.ts'
import { type FaultKind, type FaultSchedule, Faults } from './faults.ts'
import { Friendbot } from './friendbot.ts'
import { publicKeyOf } from './keypair.ts'
import type { AppliedTransaction, ClosedLedger } from './ledger/closed-ledger.ts'
import { rootAccount } from './ledger/genesis.ts'
import type { Ledger } from './ledger/ledger.ts'
import { loadProfile } from './ledger/settings.ts'
import { Node, type Pace } from './node.ts'
import { portTaken } from './problems.ts'
import { methods } from './rpc/methods.ts'
import { rpcServer } from './rpc/server.ts'

/** The passphrase that `network: { name: local }` means. */
export const localPassphrase = 'Standalone Network ; February 2017'

export interface NetworkOptions {
  /** A free one when left out or 0. */
  port?: number
  /** 127.0.0.1 when left out. */
  host?: string
  passphrase?: string
  protocol?: 27
  /** Limits, fees and lifetimes; those of the test network when left out. */
  profile?: 'testnet' | 'mainnet'
  /** When ledgers close: right after each accepted transaction (the default), or every so many milliseconds. */
  close?: Pace
  /** Milliseconds of rest after which an instant network closes an empty ledger; 5,000 when left out. */
  idleClose?: number
  /** Closed ledgers that are kept for questions, as far as there is room for them; 120,960 (a week of them) when left out. */
  keep?: number
  /** The clock, in milliseconds since 1970. */
  now?: () => number
}

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
  /** Makes something go wrong with a coming call. */
  fault(kind: FaultKind, schedule: FaultSchedule): void
  /** Takes back all faults that have not struck. */
  heal(): void
  /** How often each method was called so far, faults included. */
  readonly calls: ReadonlyMap<string, number>
  /** Ends the server and the clock. */
  stop(): Promise<void>
}

/** Throws the Problem portTaken. */
export async function startNetwork(options: NetworkOptions = {}): Promise<Network> {
  const { host = '127.0.0.1', passphrase = localPassphrase, protocol = 27, profile = 'testnet' } = options
  const node = new Node({
    passphrase,
    profile: loadProfile(profile, protocol),
    pace: options.close ?? 'instant',
    idleClose: options.idleClose ?? 5_000,
    kept: options.keep ?? 120_960,
    now: options.now ?? Date.now,
  })
  const friendbot = new Friendbot(node)
  friendbot.endow(rootAccount(node.ledger.rootSeed))
  node.start()
  const faults = new Faults()
  let url = ''
  const server = rpcServer({ node, friendbot, faults, methods: methods(node, () => `${url}/friendbot`) })
  const port = await listen(server, host, options.port ?? 0)
  url = `http://${host}:${port}`
  const { rootSeed } = node.ledger

  async function stop(): Promise<void> {
    node.stop()
    server.closeAllConnections()
    await new Promise<void>((resolve) => server.close(() => resolve()))
  }
  return {
    rpcUrl: url,
    friendbotUrl: `${url}/friendbot`,
    port,
    passphrase,
    root: { address: encodeAddress('account', publicKeyOf(rootSeed)), secret: encodeAddress('seed', rootSeed) },
    ledger: node.ledger,
    get transactions() {
      return node.history.ledgers.flatMap(({ transactions }) => transactions).filter(({ id }) => !friendbot.sent(id))
    },
    get waiting() {
      return node.waiting
    },
    closeLedger: () => node.closeLedger(),
    advanceTo: (sequence) => node.advanceTo(sequence),
    fault: (kind, schedule) => faults.arm(kind, schedule),
    heal: () => faults.disarm(),
    calls: faults.calls,
    stop,
    [Symbol.asyncDispose]: stop,
  }
}

function listen(server: ReturnType<typeof rpcServer>, host: string, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => reject(error.code === 'EADDRINUSE' ? portTaken({ port, cause: error }) : error))
    server.listen(port, host, () => resolve((server.address() as AddressInfo).port))
  })
}
