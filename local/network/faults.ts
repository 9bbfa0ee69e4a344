import { createHash } from 'node:crypto'
import type { ServerResponse } from 'node:http'
import { suggestion } from '../../src/core/suggestion.ts'
import { answerFaults } from './faults/answer-faults.ts'
import { connectionFaults, sendWhole } from './faults/connection-faults.ts'
import type { FaultEffect, FaultedCall, FaultSchedule, Ground, Reply } from './faults/effect.ts'
import { httpFaults } from './faults/http-faults.ts'
import { ledgerFaults } from './faults/ledger-faults.ts'
import { badFault } from './problems.ts'

/** Every fault there is. */
export const faultTable = { ...connectionFaults, ...httpFaults, ...answerFaults, ...ledgerFaults } as const

export type { FaultSchedule }

export type FaultKind = keyof typeof faultTable

export const faultKinds = Object.keys(faultTable) as FaultKind[]

/** What goes wrong with one call: the faults that are due, one inside the other. */
export interface Strike {
  /** The call is not carried out at all. */
  readonly abrupt: boolean
  carryOut(call: FaultedCall): unknown
  send(response: ServerResponse, reply: Reply): void | Promise<void>
}

/** Nothing goes wrong. */
export const calm: Strike = { abrupt: false, carryOut: (call) => call.carryOut(), send: sendWhole }

interface Armed {
  effect: FaultEffect
  schedule: FaultSchedule
  first: number
  last: number
  seen: number
}

/** Faults that wait for their call. */
export class Faults {
  readonly #methods: readonly string[]
  readonly #ground: Ground
  #armed: Armed[] = []
  /** How often each method was called. */
  readonly calls = new Map<string, number>()

  /** `methods`: all that can be called, friendbot included. */
  constructor(methods: readonly string[], ground: Ground) {
    this.#methods = methods
    this.#ground = ground
  }

  /** Throws the Problem badFault when it could never strike. */
  arm(kind: FaultKind, schedule: FaultSchedule): void {
    const effect: FaultEffect = faultTable[kind]
    const refusal = this.#refusal(effect, schedule)
    if (refusal !== null) throw badFault({ kind, reason: refusal })
    const { nth = 1, probability, times = probability === undefined ? 1 : Number.POSITIVE_INFINITY } = schedule
    this.#armed.push({ effect, schedule, first: nth, last: nth + times - 1, seen: 0 })
  }

  disarm(): void {
    this.#armed = []
  }

  /** To be asked once for each call. What changes the network happens here. */
  strike(method: string): Strike {
    this.calls.set(method, (this.calls.get(method) ?? 0) + 1)
    const concerned = this.#armed.filter(({ schedule }) => schedule.of === method || schedule.of === 'any')
    for (const armed of concerned) armed.seen += 1
    const due = concerned.filter(isDue)
    this.#armed = this.#armed.filter(({ seen, last }) => seen < last)
    for (const { effect, schedule } of due) effect.change?.(this.#ground, schedule)
    return due.length === 0 ? calm : combined(due, this.#ground)
  }

  #refusal(effect: FaultEffect, schedule: FaultSchedule): string | null {
    const { of, nth = 1, times = 1, probability = 1 } = schedule
    // Friendbot's answer is no JSON-RPC.
    const possible = effect.of ?? [...this.#methods, 'any'].filter((method) => effect.carryOut === undefined || method !== 'friendbot')
    if (!possible.includes(of)) {
      const meant = suggestion(of, possible)
      return `it cannot strike calls of ${of}${meant === null ? '' : `; did you mean ${meant}?`}`
    }
    if (!Number.isInteger(nth) || nth < 1 || times < 1 || !(probability > 0 && probability <= 1)) {
      return '`nth` and `times` count from 1, and a probability lies above 0 and is at most 1'
    }
    return effect.refuse?.(schedule) ?? null
  }
}

function isDue({ schedule, first, last, seen }: Armed): boolean {
  return seen >= first && seen <= last && chance(schedule.seed ?? 1, seen) < (schedule.probability ?? 1)
}

/** From 0 to below 1, the same for the same seed and call, whatever else is going on. */
function chance(seed: number, call: number): number {
  return createHash('sha256').update(`${seed} ${call}`).digest().readUInt32BE() / 2 ** 32
}

function combined(due: readonly Armed[], { node }: Ground): Strike {
  const around = (inner: FaultedCall, { effect: { carryOut }, schedule }: Armed): FaultedCall =>
    carryOut === undefined ? inner : { ...inner, carryOut: () => carryOut(inner, node, schedule) }
  const abrupt = due.find(({ effect }) => effect.reply !== undefined)?.effect.reply ?? null
  const sender = due.find(({ effect }) => effect.send !== undefined)
  return {
    abrupt: abrupt !== null,
    carryOut: (call) => due.reduce(around, call).carryOut(),
    send: (response, reply) => {
      if (sender?.effect.send === undefined) return sendWhole(response, abrupt ?? reply)
      return sender.effect.send(response, abrupt ?? reply, sender.schedule)
    },
  }
}
