import type { RequestWriter } from './wire.ts'

/** The ledger in which something happens, as the host needs to know it. */
export interface Moment {
  protocol: number
  ledger: number
  /** Unix seconds. */
  closeTime: bigint
  networkId: Uint8Array
  /** Stroops an account must hold for each of its entries. */
  baseReserve: number
}

export function putMoment(writer: RequestWriter, moment: Moment): RequestWriter {
  return writer.u32(moment.protocol).u32(moment.ledger).u64(moment.closeTime).raw(moment.networkId).u32(moment.baseReserve)
}
