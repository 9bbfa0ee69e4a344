import type { ServerResponse } from 'node:http'
import type { Node } from '../node.ts'
import type { Parameters } from '../rpc/json-rpc.ts'

/** When a fault strikes, and how hard. What a kind does not ask for is ignored. */
export interface FaultSchedule {
  /** Name of the RPC method, `friendbot`, or `any` of them. */
  of: string
  /** Which call from now on, from 1; the next one when left out. */
  nth?: number
  /** How many calls in a row. When left out 1, and without end for a fault with a probability. */
  times?: number
  /** Of each of these calls to be struck, from 0 to 1; 1 when left out. */
  probability?: number
  /** Which calls a probability strikes follows from the seed and the number of the call. 1 when left out. */
  seed?: number
  /** For `delay`, `trickle` and `unreachable`; 1000 when left out. */
  milliseconds?: number
  /** For `lag`, 1 to 3, and for `stall` and `empty-ledgers`; 1 when left out. */
  ledgers?: number
  /** For `clock-skew`, below 0 to go back; 60 when left out. */
  seconds?: number
  /** For `fee-surge`: stroops an operation; 10,000 when left out. */
  fee?: number
  /** For `archive` and `evict`: XDR of the LedgerKey, in base64. */
  key?: string
  /** For `upgrade`: the newest there is when left out. */
  protocol?: number
}

/** What a fault can change besides an answer. */
export interface Ground {
  readonly node: Node
  /** Ends all connections and listens again after so many milliseconds. */
  outage(milliseconds: number): void
}

export interface FaultedCall {
  readonly method: string
  readonly parameters: Parameters
  /** Answers as if nothing were wrong. */
  carryOut(): unknown
}

export interface Reply {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly text: string
}

/** What a fault does, in up to four places on the way of a call. */
export interface FaultEffect {
  /** In one line, for the page of all faults. */
  readonly meaning: string
  /** The only methods that it makes sense for; all of them when left out. */
  readonly of?: readonly string[]
  /** Why it cannot be armed so; null: it can. */
  readonly refuse?: (schedule: FaultSchedule) => string | null
  /** Changes the network just before the call. */
  readonly change?: (ground: Ground, schedule: FaultSchedule) => void
  /** Is answered without the call being looked at. */
  readonly reply?: Reply
  /** Carries the call out in another way. Throws RpcError for an answer that is one. */
  readonly carryOut?: (call: FaultedCall, node: Node, schedule: FaultSchedule) => unknown
  /** Sends the answer in another way. */
  readonly send?: (response: ServerResponse, reply: Reply, schedule: FaultSchedule) => void | Promise<void>
}

/** Keeps the names of a table of effects, and checks each of them. */
export function effects<Name extends string>(table: Record<Name, FaultEffect>): Record<Name, FaultEffect> {
  return table
}
