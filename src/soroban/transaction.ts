import type { Transaction, xdr } from '@stellar/stellar-sdk/base'
import type { Chain, Simulation } from './chain.ts'
import type { Signer } from './deployer.ts'
import { feeTooHigh, signatureMissing, simulationFailed } from './problems.ts'
import type { Sdk } from './sdk.ts'

/** One operation to be carried out on the chain. */
export interface ChainCall {
  /** Name of the step: in logs and problems. */
  readonly name: string
  readonly operation: xdr.Operation
  /** Entries that an extension reads or a restore writes; a simulation finds all others itself. */
  readonly footprint?: { readonly readOnly?: xdr.LedgerKey[]; readonly readWrite?: xdr.LedgerKey[] }
  /** Names an error code of the contract that is called, for people. */
  readonly errorName?: (code: number) => string | null
}

/** When a transaction may be applied: with exactly this sequence number, in ledgers below `maxLedger`. */
export interface Bounds {
  readonly sequence: bigint
  readonly maxLedger: number
  /** Unix time in seconds: a backstop only, the ledger bound is the exact one. */
  readonly maxTime: number
}

/** A simulated call with what it costs, ready to be signed. */
export interface PreparedCall {
  readonly call: ChainCall
  readonly data: xdr.SorobanTransactionData
  readonly auth: xdr.SorobanAuthorizationEntry[]
  /** Stroops: the simulated resource fee with its headroom; what is not used of it comes back. */
  readonly resourceFee: bigint
}

/** A signed transaction. Its hash was known before it was signed. */
export interface SignedTransaction {
  readonly hash: string
  readonly envelope: string
  readonly bounds: Bounds
}

/**
 * Simulation leaves write bytes and refundable fees without enough margin (research/soroban-deploy.md section 3.4;
 * stellar-rpc issues 253 and 918). What is not used of the fee is refunded.
 */
const headroomPercent = 130n
const writeHeadroomPercent = 105
const largestFee = 0xffff_ffffn

/** Simulates one call and gives it fees with headroom; problem `soroban/simulation-failed` where it would fail. */
export async function prepareCall(call: ChainCall, { chain, source }: { chain: Chain; source: string }): Promise<PreparedCall> {
  const simulation = await chain.simulate(draftOf(call, { chain, source }))
  if (simulation.error !== undefined || simulation.transactionData === undefined) {
    throw simulationFailed({ step: call.name, reason: reasonOf(simulation.error ?? 'the answer holds no resources', call) })
  }
  const { xdr, SorobanDataBuilder } = chain.sdk
  const auth = authOf(simulation, chain.sdk)
  const others = auth.flatMap(({ credentials }) => otherSigner(credentials, chain.sdk))
  if (others.length > 0) throw signatureMissing({ step: call.name, signers: others.join(', ') })
  const simulated = xdr.SorobanTransactionData.fromXdr(simulation.transactionData, 'base64')
  const { instructions, diskReadBytes, writeBytes } = simulated.resources
  const resourceFee = (BigInt(simulation.minResourceFee ?? simulated.resourceFee) * headroomPercent) / 100n
  const data = new SorobanDataBuilder(simulated)
    .setResources(instructions, diskReadBytes, isContractCall(call) ? Math.ceil((writeBytes * writeHeadroomPercent) / 100) : writeBytes)
    .setResourceFee(resourceFee)
    .build()
  return { call, data, auth, resourceFee }
}

/** Only what a contract writes can grow between simulation and application; the size of an upload cannot, and may be the largest allowed. */
function isContractCall({ operation: { body } }: ChainCall): boolean {
  return body.type === 'invokeHostFunction' && body.value.hostFunction.type === 'hostFunctionTypeInvokeContract'
}

/** Simulates a call of a contract and gives its answer; nothing is signed or sent. */
export async function readCall(
  call: ChainCall,
  { chain, source }: { chain: Chain; source: string },
): Promise<{ readonly value: xdr.ScVal } | { readonly failed: string }> {
  const { error, results } = await chain.simulate(draftOf(call, { chain, source }))
  const answer = results?.[0]?.xdr
  if (error !== undefined || answer === undefined) return { failed: reasonOf(error ?? 'the answer holds no result', call) }
  return { value: chain.sdk.xdr.ScVal.fromXdr(answer, 'base64') }
}

/** Builds and signs. `inclusionFee` in stroops is bid on top of the resource fee. */
export async function signCall(
  { call, data, auth, resourceFee }: PreparedCall,
  { chain, signer, bounds, inclusionFee }: { chain: Chain; signer: Signer; bounds: Bounds; inclusionFee: bigint },
): Promise<SignedTransaction> {
  const fee = resourceFee + inclusionFee
  if (fee > largestFee) throw feeTooHigh({ step: call.name, fee: (Number(fee) / 1e7).toFixed(2) })
  const transaction = build(call, { chain, source: signer.address, bounds, fee: inclusionFee, data, auth })
  const hash = transaction.hash()
  const signature = await signer.signHash(hash)
  transaction.addSignature(signer.address, Buffer.from(signature).toString('base64'))
  return { hash: Buffer.from(hash).toString('hex'), envelope: transaction.toXdr(), bounds }
}

interface ToBuild {
  readonly chain: Chain
  readonly source: string
  readonly bounds: Bounds
  /** Inclusion fee in stroops: the builder adds the resource fee of `data`. */
  readonly fee: bigint
  readonly data: xdr.SorobanTransactionData | null
  readonly auth: xdr.SorobanAuthorizationEntry[]
}

function build(call: ChainCall, { chain: { sdk, network }, source, bounds, fee, data, auth }: ToBuild): Transaction {
  // The builder gives the transaction the account's sequence number plus one.
  const account = new sdk.Account(source, String(bounds.sequence - 1n))
  const builder = new sdk.TransactionBuilder(account, {
    fee: String(fee),
    networkPassphrase: network.passphrase,
    timebounds: { minTime: 0, maxTime: bounds.maxTime },
    ledgerbounds: { minLedger: 0, maxLedger: bounds.maxLedger },
  }).addOperation(withAuth(call.operation, auth, sdk))
  return (data === null ? builder : builder.setSorobanData(data)).build()
}

/** The envelope that is simulated: sequence and bounds do not matter to a simulation. */
function draftOf(call: ChainCall, { chain, source }: { chain: Chain; source: string }): string {
  const { readOnly = [], readWrite = [] } = call.footprint ?? {}
  const data = call.footprint === undefined ? null : new chain.sdk.SorobanDataBuilder().setFootprint(readOnly, readWrite).build()
  return build(call, { chain, source, bounds: { sequence: 1n, maxLedger: 0, maxTime: 0 }, fee: 100n, data, auth: [] }).toXdr()
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
