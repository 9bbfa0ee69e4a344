import type { Transaction } from '@stellar/stellar-sdk'
import type { StellarSettings } from './settings.ts'

export interface ContractCall {
  passenger: string
  flight: string
  priceCents: number
}

export type ContractOutcome =
  | { mode: 'submitted'; bookingId: number; transaction: string }
  | { mode: 'simulated'; bookingId: number }
  | { mode: 'not-configured' }
  | { mode: 'failed'; reason: string }

export interface BookingContract {
  /** Books on chain. `only: 'simulate'` asks the network what would happen and sends nothing. */
  book(call: ContractCall, options: { only: 'simulate' | null }): Promise<ContractOutcome>
}

export function openBookingContract({ rpcUrl, networkPassphrase, secretKey, bookingContractId }: StellarSettings): BookingContract {
  if (rpcUrl === null || bookingContractId === null) return { book: async () => ({ mode: 'not-configured' }) }
  const sequence = oneAtATime()
  return {
    async book(call, { only }) {
      const book = secretKey === null || only === 'simulate' ? simulate(call) : sequence(() => submit(call, secretKey))
      return book.catch((error: unknown): ContractOutcome => ({ mode: 'failed', reason: reasonOf(error) }))
    },
  }

  async function simulate(call: ContractCall): Promise<ContractOutcome> {
    const { Account, Keypair, rpc } = await sdk()
    const signer = secretKey === null ? call.passenger : Keypair.fromSecret(secretKey).publicKey()
    // A simulation reads no sequence number.
    const transaction = await invocation(new Account(signer, '0'), { ...call, passenger: signer })
    const simulation = await (await server()).simulateTransaction(transaction)
    if (!rpc.Api.isSimulationSuccess(simulation)) return { mode: 'failed', reason: failure(simulation) }
    return { mode: 'simulated', bookingId: await returned(simulation.result?.retval) }
  }

  /** The house books in its own name for the passenger, who is in the database. */
  async function submit(call: ContractCall, secret: string): Promise<ContractOutcome> {
    const { Keypair, rpc } = await sdk()
    const keys = Keypair.fromSecret(secret)
    const node = await server()
    const plain = await invocation(await node.getAccount(keys.publicKey()), { ...call, passenger: keys.publicKey() })
    const simulation = await node.simulateTransaction(plain)
    if (!rpc.Api.isSimulationSuccess(simulation)) return { mode: 'failed', reason: failure(simulation) }
    const transaction = rpc.assembleTransaction(plain, simulation).build()
    transaction.sign(keys)
    const sent = await node.sendTransaction(transaction)
    if (sent.status !== 'PENDING' && sent.status !== 'DUPLICATE') return { mode: 'failed', reason: `the network answered ${sent.status}` }
    const result = await node.pollTransaction(sent.hash, { attempts: 60, sleepStrategy: () => 500 })
    if (result.status !== rpc.Api.GetTransactionStatus.SUCCESS)
      return { mode: 'failed', reason: `transaction ${sent.hash}: ${result.status}` }
    return { mode: 'submitted', bookingId: await returned(result.returnValue), transaction: sent.hash }
  }

  async function invocation(source: ConstructorParameters<SdkModule['TransactionBuilder']>[0], call: ContractCall): Promise<Transaction> {
    const { Contract, nativeToScVal, TransactionBuilder } = await sdk()
    const { passenger, flight, priceCents } = call
    const operation = new Contract(bookingContractId ?? '').call(
      'book',
      nativeToScVal(passenger, { type: 'address' }),
      nativeToScVal(flight, { type: 'symbol' }),
      nativeToScVal(BigInt(priceCents), { type: 'i128' }),
    )
    return new TransactionBuilder(source, { fee: '10000', networkPassphrase }).addOperation(operation).setTimeout(60).build()
  }

  async function server() {
    const { rpc } = await sdk()
    return new rpc.Server(rpcUrl ?? '', { allowHttp: true })
  }
}

type SdkModule = typeof import('@stellar/stellar-sdk')
const sdk = () => import('@stellar/stellar-sdk')

async function returned(value: Parameters<SdkModule['scValToNative']>[0] | undefined): Promise<number> {
  const { scValToNative } = await sdk()
  return value === undefined ? 0 : Number(scValToNative(value))
}

function failure(simulation: object): string {
  return 'error' in simulation ? (String(simulation.error).split('\n')[0] ?? '') : 'the simulation gave no result'
}

/** JSON-RPC errors come as plain objects. */
function reasonOf(error: unknown): string {
  return typeof error === 'object' && error !== null && 'message' in error ? String(error.message) : String(error)
}

/** Transactions of one account carry consecutive numbers. */
function oneAtATime(): <T>(work: () => Promise<T>) => Promise<T> {
  let last: Promise<unknown> = Promise.resolve()
  return (work) => {
    const next = last.then(work, work)
    last = next.catch(() => {})
    return next
  }
}
