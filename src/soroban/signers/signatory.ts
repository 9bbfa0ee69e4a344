import type { xdr } from '@stellar/stellar-sdk/base'
import type { Signer } from './signer.ts'

/** How much an operation asks of an account: its weights have to reach the threshold of that name. */
export type Level = 'low' | 'medium' | 'high'

/** An account in whose name transactions are signed. */
export interface Signatory {
  readonly address: string
  /**
   * Those whose signatures reach a threshold together, none too many: a signature that nothing asks for makes a
   * transaction invalid. Problem `soroban/weight-missing` where those on this machine do not reach it.
   */
  signersFor(level: Level): readonly Signer[]
}

/** The account of one key, which signs for everything. */
export function alone(signer: Signer): Signatory {
  return { address: signer.address, signersFor: () => [signer] }
}

/**
 * What operations ask of the account that acts where they name none; low where they ask nothing of it
 * (stellar-core: OperationFrame::getThresholdLevel).
 */
export function levelOf(operations: readonly xdr.Operation[]): Level {
  const own = operations.filter(({ sourceAccount }) => sourceAccount === null)
  return own.every(({ body: { type } }) => lowOperations.has(type)) ? 'low' : 'medium'
}

const lowOperations: ReadonlySet<string> = new Set(['extendFootprintTtl', 'restoreFootprint'])
