import * as xdr from '@stellar/stellar-sdk/xdr'

/** Diagnostic events that a node adds to those of the host. All give XDR. */

const errors = {
  budget: () => xdr.ScError.sceBudget(xdr.ScErrorCode.scecExceededLimit),
  value: () => xdr.ScError.sceValue(xdr.ScErrorCode.scecInvalidInput),
  storage: () => xdr.ScError.sceStorage(xdr.ScErrorCode.scecInvalidInput),
}

/** Why an operation was refused, with the figures or keys in question. */
export function diagnosticError(kind: keyof typeof errors, message: string, values: readonly xdr.ScVal[] = []): Uint8Array {
  const text = xdr.ScVal.scvString(message)
  const topics = [xdr.ScVal.scvSymbol('error'), xdr.ScVal.scvError(errors[kind]())]
  return diagnosticEvent(false, topics, values.length === 0 ? text : xdr.ScVal.scvVec([text, ...values]))
}

/** A figure of what an invocation used. */
export function metric(succeeded: boolean, name: string, value: number | bigint): Uint8Array {
  return diagnosticEvent(succeeded, [xdr.ScVal.scvSymbol('core_metrics'), xdr.ScVal.scvSymbol(name)], figure(value))
}

export function figure(value: number | bigint): xdr.ScVal {
  return xdr.ScVal.scvU64(BigInt(value))
}

function diagnosticEvent(inSuccessfulContractCall: boolean, topics: xdr.ScVal[], data: xdr.ScVal): Uint8Array {
  const event = new xdr.ContractEvent({
    ext: xdr.ExtensionPoint.v0(),
    contractId: null,
    type: xdr.ContractEventType.diagnostic,
    body: xdr.ContractEventBody.v0(new xdr.ContractEventV0({ topics, data })),
  })
  return new xdr.DiagnosticEvent({ inSuccessfulContractCall, event }).toXDR()
}
