import { hex, readUint32 } from '../bytes.ts'
import type { AppliedTransaction, ClosedLedger } from '../ledger/closed-ledger.ts'
import { largestOperation, largestTransaction, place } from './paging.ts'
import { readTransactionEvent, stage } from './transaction-events.ts'

/** An event with its place in history. */
export interface Emitted {
  /** Sorts as text in the order of history, and is the cursor of the event. */
  id: string
  ledger: ClosedLedger
  transaction: AppliedTransaction
  transactionIndex: number
  operationIndex: number
  /** XDR of a ContractEvent. */
  bytes: Uint8Array
}

/**
 * All events of a ledger in stellar-rpc's order: what was taken before all transactions, then for each one what its operations emitted
 * and what came after it, then what was given back after all.
 */
export function* emittedIn(ledger: ClosedLedger): Generator<Emitted> {
  yield* ofStage(ledger, stage.beforeAllTransactions, 0)
  for (const transaction of ledger.transactions) {
    for (const [operationIndex, events] of transaction.events.entries()) {
      yield* numbered(events, { ledger, transaction, transactionIndex: transaction.order, operationIndex })
    }
    const after = eventsAt(transaction, stage.afterTransaction)
    yield* numbered(after, { ledger, transaction, transactionIndex: transaction.order, operationIndex: largestOperation })
  }
  yield* ofStage(ledger, stage.afterAllTransactions, largestTransaction)
}

// They are counted through the ledger, whichever transaction they belong to.
function* ofStage(ledger: ClosedLedger, wanted: number, transactionIndex: number): Generator<Emitted> {
  let index = 0
  for (const transaction of ledger.transactions) {
    for (const bytes of eventsAt(transaction, wanted)) {
      const id = eventId(place(ledger.sequence, transactionIndex, 0), index)
      yield { id, ledger, transaction, transactionIndex, operationIndex: 0, bytes }
      index += 1
    }
  }
}

function eventsAt(transaction: AppliedTransaction, wanted: number): Uint8Array[] {
  const read = transaction.feeEvents.map(readTransactionEvent)
  return read.filter((event) => event.stage === wanted).map(({ event }) => event)
}

function* numbered(events: readonly Uint8Array[], at: Omit<Emitted, 'id' | 'bytes'>): Generator<Emitted> {
  const where = place(at.ledger.sequence, at.transactionIndex, at.operationIndex)
  for (const [index, bytes] of events.entries()) yield { ...at, id: eventId(where, index), bytes }
}

/** Padded, so that ids sort as text in the order of history. */
export function eventId(where: bigint, index: number): string {
  return `${where.toString().padStart(19, '0')}-${index.toString().padStart(10, '0')}`
}

const systemType = 0
const fieldLength = { word: 4, contract: 32 }

/** Contract, in hex or empty, and type of an event, without decoding the rest: extension, optional contract, type, body. */
export function readHead(bytes: Uint8Array): { contract: string; type: 'system' | 'contract' } {
  const hasContract = readUint32(bytes, fieldLength.word) === 1
  const start = 2 * fieldLength.word
  const end = hasContract ? start + fieldLength.contract : start
  return { contract: hex(bytes.subarray(start, end)), type: readUint32(bytes, end) === systemType ? 'system' : 'contract' }
}
