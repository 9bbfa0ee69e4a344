import type { xdr } from '@stellar/stellar-sdk/base'
import type { Chain, Simulation } from '../network/chain.ts'
import type { Sdk } from '../network/sdk.ts'
import { signatureMissing, simulationFailed } from '../problems.ts'
import type { Signer } from '../signers/signer.ts'

/** One operation to be carried out on the chain. */
export interface ChainCall {
  /** Name of the step: in logs and problems. */
  readonly name: string
  readonly operation: xdr.Operation
  /** Entries that an extension reads or a restore writes; a simulation finds all others itself. */
  readonly footprint?: { readonly readOnly?: xdr.LedgerKey[]; readonly readWrite?: xdr.LedgerKey[] }
  /** Of several calls in one: what it would be if it ended sooner, each with one call more, and its last one. */
  readonly beginnings?: () => readonly { readonly call: ChainCall; readonly last: ChainCall }[]
  /** Bytes of code that it carries and writes as they are; 0 where not told. */
  readonly carriedBytes?: number
  /** Names an error code of the contract that is called, for people. */
  readonly errorName?: (code: number) => string | null
}

/** Operations of the classic kind, which take no simulation: they cost the bid alone. */
export interface ClassicCall {
  readonly name: string
  readonly operations: readonly xdr.Operation[]
  /** Who signs besides the deployer: the accounts that its operations act for. */
  readonly signers: readonly Signer[]
}

/** A call with what it costs, ready to be signed. */
export interface PreparedCall {
  readonly call: ChainCall | ClassicCall
  readonly operations: readonly xdr.Operation[]
  readonly signers: readonly Signer[]
  /** Null: it is a classic one. */
  readonly data: xdr.SorobanTransactionData | null
  /** Stroops as simulated. */
  readonly simulatedFee: bigint
  /** Bytes of what it answers with, as far as that is paid for. */
  readonly answerBytes: number
  /** Stroops: the simulated resource fee with its headroom; what is not used of it comes back. */
  readonly resourceFee: bigint
}

/**
 * Simulation leaves write bytes and refundable fees without enough margin (research/soroban-deploy.md section 3.4;
 * stellar-rpc issues 253 and 918). What is not used of the fee is refunded.
 */
export const headroomPercent = 130n
const writeHeadroomPercent = 105

/** Simulates one call and gives it fees with headroom; problem `soroban/simulation-failed` where it would fail. */
export async function prepareCall(call: ChainCall | ClassicCall, from: { chain: Chain; source: string }): Promise<PreparedCall> {
  if ('operations' in call)
    return { call, operations: call.operations, signers: call.signers, data: null, simulatedFee: 0n, answerBytes: 0, resourceFee: 0n }
  return simulateCall(call, from)
}

async function simulateCall(call: ChainCall, { chain, source }: { chain: Chain; source: string }): Promise<PreparedCall> {
  const simulation = await chain.simulate(draftOf(call, { chain, source }))
  if (simulation.error !== undefined || simulation.transactionData === undefined) {
    const failure = await failureOf(call, simulation.error ?? 'the answer holds no resources', { chain, source })
    throw simulationFailed({ step: failure.by === call.name ? failure.by : `${failure.by} in ${call.name}`, reason: failure.reason })
  }
  const { xdr, SorobanDataBuilder } = chain.sdk
  const auth = authOf(simulation, chain.sdk)
  const others = auth.flatMap(({ credentials }) => otherSigner(credentials, chain.sdk))
  if (others.length > 0) throw signatureMissing({ step: call.name, signers: others.join(', ') })
  const simulated = xdr.SorobanTransactionData.fromXdr(simulation.transactionData, 'base64')
  const { instructions, diskReadBytes, writeBytes } = simulated.resources
  const simulatedFee = BigInt(simulation.minResourceFee ?? simulated.resourceFee)
  const resourceFee = (simulatedFee * headroomPercent) / 100n
  const data = new SorobanDataBuilder(simulated)
    .setResources(instructions, diskReadBytes, isContractCall(call) ? withHeadroom(writeBytes, call) : writeBytes)
    .setResourceFee(resourceFee)
    .build()
  const answerBytes = Buffer.from(simulation.results?.[0]?.xdr ?? '', 'base64').length
  return { call, operations: [withAuth(call.operation, auth, chain.sdk)], signers: [], data, simulatedFee, answerBytes, resourceFee }
}

/** Only what a contract writes can grow between simulation and application; the size of an upload cannot, and may be the largest allowed. */
function isContractCall({ operation: { body } }: ChainCall): boolean {
  return body.type === 'invokeHostFunction' && body.value.hostFunction.type === 'hostFunctionTypeInvokeContract'
}

/** Code that it carries cannot grow either. */
function withHeadroom(writeBytes: number, { carriedBytes = 0 }: ChainCall): number {
  const fixed = Math.min(carriedBytes, writeBytes)
  return fixed + Math.ceil(((writeBytes - fixed) * writeHeadroomPercent) / 100)
}

/** Simulates a call of a contract and gives its answer; nothing is signed or sent. */
export async function readCall(
  call: ChainCall,
  { chain, source }: { chain: Chain; source: string },
): Promise<{ readonly value: xdr.ScVal } | { readonly failed: string; readonly by: string }> {
  const { error, results } = await chain.simulate(draftOf(call, { chain, source }))
  const answer = results?.[0]?.xdr
  if (error === undefined && answer !== undefined) return { value: chain.sdk.xdr.ScVal.fromXdr(answer, 'base64') }
  const { by, reason } = await failureOf(call, error ?? 'the answer holds no result', { chain, source })
  return { failed: reason, by }
}

/** Why a simulation failed, and by which call of several: the shortest beginning that fails ends with it. */
async function failureOf(
  call: ChainCall,
  whole: string,
  { chain, source }: { chain: Chain; source: string },
): Promise<{ readonly by: string; readonly reason: string }> {
  for (const beginning of call.beginnings?.() ?? []) {
    const { error } = await chain.simulate(draftOf(beginning.call, { chain, source }))
    if (error !== undefined) return { by: beginning.last.name, reason: reasonOf(error, beginning.last) }
  }
  return { by: call.name, reason: reasonOf(whole, call) }
}

/** The envelope that is simulated: sequence, bounds and fee do not matter to a simulation. */
function draftOf(call: ChainCall, { chain: { sdk, network }, source }: { chain: Chain; source: string }): string {
  const builder = new sdk.TransactionBuilder(new sdk.Account(source, '0'), {
    fee: '100',
    networkPassphrase: network.passphrase,
    timebounds: { minTime: 0, maxTime: 0 },
  }).addOperation(call.operation)
  const { readOnly = [], readWrite = [] } = call.footprint ?? {}
  if (call.footprint !== undefined) builder.setSorobanData(new sdk.SorobanDataBuilder().setFootprint(readOnly, readWrite).build())
  return builder.build().toXdr()
}

function withAuth(operation: xdr.Operation, auth: xdr.SorobanAuthorizationEntry[], { xdr }: Sdk): xdr.Operation {
  if (operation.body.type !== 'invokeHostFunction' || auth.length === 0) return operation
  const { hostFunction } = operation.body.value
  return new xdr.Operation({
    sourceAccount: null,
    body: xdr.OperationBody.invokeHostFunction(new xdr.InvokeHostFunctionOp({ hostFunction, auth })),
  })
}

function authOf({ results }: Simulation, { xdr }: Sdk): xdr.SorobanAuthorizationEntry[] {
  return (results?.[0]?.auth ?? []).map((entry) => xdr.SorobanAuthorizationEntry.fromXdr(entry, 'base64'))
}

/** Whose own signature an authorization needs: the source account's is the transaction's. */
function otherSigner(credentials: xdr.SorobanCredentials, { Address }: Sdk): string[] {
  switch (credentials.type) {
    case 'sorobanCredentialsSourceAccount':
      return []
    case 'sorobanCredentialsAddress':
      return [Address.fromScAddress(credentials.value.address).toString()]
    default:
      return ['another account']
  }
}

/** The host's own words, first line, with the contract's name of an error code. */
function reasonOf(error: string, { errorName }: ChainCall): string {
  const first = error.split('\n').find((line) => line.trim() !== '') ?? error
  const code = /Error\(Contract, #(\d+)\)/.exec(error)?.[1]
  const name = code === undefined ? null : (errorName?.(Number(code)) ?? null)
  return name === null ? first.trim() : `${first.trim()} (${name})`
}
