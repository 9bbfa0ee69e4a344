import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from '@jest/globals'
import { Address, hash, Keypair, xdr } from '@stellar/stellar-sdk'
import { type Network, startNetwork } from '../../../local/network/network.ts'
import { startPostgres } from '../../../local/services/postgres.ts'
import { type Account, contractAt, type Deployed, deploy, openAccount, wasmOf } from './chain.ts'
import { checkOut, startService } from './system.ts'

type Name = 'token' | 'airline' | 'flight-registry' | 'booking' | 'refund' | 'loyalty' | 'governance'

let network: Network
let admin: Account
let passenger: Account
let contracts: Record<Name, Deployed>

const saltOf = (name: string) => Buffer.from(hash(Buffer.from(`traqora ${name}`)))
const refused = (code: number) => expect.objectContaining({ message: expect.stringContaining(`Error(Contract, #${code})`) })

/** A simulation only records who would have to sign: it is the network that refuses. */
const withoutAuthorization = /PENDING, FAILED/

beforeAll(async () => {
  network = await startNetwork()
  admin = await openAccount(network)
  passenger = await openAccount(network)
  contracts = await deployAll()
})

afterAll(async () => {
  await network?.[Symbol.asyncDispose]()
})

test('every contract reads back what it was made with, whatever the order of their deployment', async () => {
  const ids = Object.fromEntries(Object.entries(contracts).map(([name, { id }]) => [name, id]))
  expect(await contracts.booking.call('parameters')).toEqual({
    admin: admin.address,
    flight_registry: ids['flight-registry'],
    loyalty: ids['loyalty'],
    refund: ids['refund'],
  })
  expect(await contracts.refund.call('parameters')).toEqual({ admin: admin.address, booking: ids['booking'] })
  expect(await contracts.token.call('parameters')).toMatchObject({ symbol: 'TRQ', decimals: 7, supply: 1_000_000n })
  expect(await contracts['flight-registry'].call('flights')).toEqual(['TQ101', 'TQ102'])
  for (const each of Object.values(contracts)) expect([await each.call('admin'), await each.call('version')]).toEqual([admin.address, 1])
})

test('the refund contract is initialized once', async () => {
  await expect(contracts.refund.call('initialize', { admin: passenger.address, booking: contracts.booking.id }, passenger)).rejects.toEqual(
    refused(3),
  )
})

test('a flight is booked, rewarded, refunded and so cancelled', async () => {
  const price = 6900n
  const id = await contracts.booking.call('book', { passenger: passenger.address, flight: 'TQ101', price }, passenger)
  expect(await contracts.booking.call('booking', { id })).toEqual({ passenger: passenger.address, flight: 'TQ101', price, status: 0 })
  expect(await contracts.loyalty.call('points', { passenger: passenger.address })).toBe(69n)

  await expect(contracts.booking.call('cancel', { id })).rejects.toThrow(withoutAuthorization)
  await contracts.refund.call('request', { passenger: passenger.address, booking_id: id, reason: 'ill' }, passenger)
  await contracts.refund.call('approve', { booking_id: id })
  expect(await contracts.booking.call('booking', { id })).toMatchObject({ status: 1 })
})

test('a flight that is unknown, closed or too cheap is not booked', async () => {
  const book = (flight: string, price: bigint) => contracts.booking.call('book', { passenger: passenger.address, flight, price }, passenger)
  await expect(book('TQ999', 6900n)).rejects.toEqual(refused(10))
  await expect(book('TQ102', 4999n)).rejects.toEqual(refused(12))
  await contracts['flight-registry'].call('set_open', { code: 'TQ102', open: false })
  await expect(book('TQ102', 6900n)).rejects.toEqual(refused(11))
})

test('airlines are enlisted, fly and are paid; token holders decide', async () => {
  await contracts.airline.call('enlist', { carrier: 'AB', name: 'Air Brisa', treasury: passenger.address })
  await contracts['flight-registry'].call('register', { carrier: 'AB', code: 'AB201', fare: 100n })
  await expect(contracts['flight-registry'].call('register', { carrier: 'ZZ', code: 'ZZ201', fare: 100n })).rejects.toEqual(refused(12))
  await contracts.token.call('transfer', { from: admin.address, to: contracts.airline.id, amount: 500n })
  await contracts.airline.call('pay_out', { carrier: 'AB', amount: 200n })
  expect(await contracts.token.call('balance', { id: passenger.address })).toBe(200n)

  const id = await contracts.governance.call('propose', { proposer: passenger.address, title: 'Fly to Porto' }, passenger)
  await contracts.governance.call('vote', { voter: admin.address, id, support: true })
  await expect(contracts.governance.call('close', { id })).rejects.toEqual(refused(14))
  await network.advanceTo(network.ledger.sequence + 101)
  expect(await contracts.governance.call('close', { id })).toBe(1)
})

test.each(['token', 'airline', 'flight-registry', 'booking', 'refund', 'loyalty', 'governance'] as const)(
  'the %s contract refuses business while paused, which only its admin may do',
  async (name) => {
    const each = contracts[name]
    await expect(each.call('pause', {}, passenger)).rejects.toThrow(withoutAuthorization)
    await each.call('pause')
    expect(await each.call('paused')).toBe(true)
    await expect(each.call(...businessOf(name))).rejects.toEqual(refused(1))
    await each.call('unpause')
    await expect(each.call(...businessOf(name))).rejects.not.toEqual(refused(1))
  },
)

test('booking is upgraded in place and back, keeping what it knows', async () => {
  const [first, second, third] = [
    await admin.upload(wasmOf('booking')),
    await admin.upload(wasmOf('booking', 'second')),
    await admin.upload(wasmOf('booking', 'third')),
  ]
  const book = () => contracts.booking.call('book', { passenger: passenger.address, flight: 'TQ101', price: 5000n }, passenger)
  const upgrade = (wasmHash: Buffer | undefined) => contracts.booking.call('upgrade', { new_wasm_hash: wasmHash })
  const at = (release: 'second' | 'third') => contractAt({ id: contracts.booking.id, wasm: wasmOf('booking', release), by: passenger })
  const id = Number(await book())

  await upgrade(second)
  expect(await contracts.booking.call('version')).toBe(2)
  await at('second').call('choose_seat', { passenger: passenger.address, id, seat: '12A' })
  await upgrade(third)
  expect(await contracts.booking.call('version')).toBe(3)
  expect(await at('third').call('seat', { id })).toBe('12A')
  expect(await book()).toBe(id + 1)
  expect(await at('third').call('taken', { flight: 'TQ101' })).toBe(1)

  await upgrade(second)
  await upgrade(first)
  expect(await contracts.booking.call('version')).toBe(1)
  expect(await contracts.booking.call('booking', { id })).toMatchObject({ passenger: passenger.address, status: 0 })
  expect(await contracts.booking.call('count')).toBe(id + 1)
  await expect(contracts.booking.call('upgrade', { new_wasm_hash: second }, passenger)).rejects.toThrow(withoutAuthorization)
})

test('the backend books on chain; a smoke run only asks the chain', async () => {
  await using postgres = await startPostgres()
  await using checkout = await checkOut()
  await checkout.npm(['run', 'db:migrate', '--workspace=packages/backend'], { DATABASE_URL: postgres.url })
  const env = {
    DATABASE_URL: postgres.url,
    JWT_SECRET: 'j'.repeat(32),
    JWT_REFRESH_SECRET: 'r'.repeat(32),
    ADMIN_API_KEY: 'admin-api-key-of-a-test',
    STELLAR_RPC_URL: network.rpcUrl,
    STELLAR_NETWORK_PASSPHRASE: network.passphrase,
    BOOKING_CONTRACT_ID: contracts.booking.id,
  }
  const folder = join(checkout.folder, 'packages/backend')
  await using keyless = await startService({ folder, env, readyAt: '/version' })
  await using backend = await startService({ folder, env: { ...env, STELLAR_SECRET_KEY: admin.keys.secret() }, readyAt: '/version' })
  const wallet = Keypair.random()
  const authorization = await login(backend.url, wallet)
  const book = async (url: string, flight: string, headers = {}) => {
    const answer = await fetch(`${url}/bookings`, {
      method: 'POST',
      headers: { authorization, ...headers },
      body: JSON.stringify({ flight }),
    })
    return { status: answer.status, body: await objectOf(answer) }
  }
  const before = Number(await contracts.booking.call('count'))

  for (const url of [keyless.url, backend.url]) {
    expect(await book(url, 'TQ101', { 'x-smoke-run': 'smoke-1' })).toMatchObject({
      status: 201,
      body: { status: 'simulated', contract: { mode: 'simulated', bookingId: before + 1 } },
    })
  }
  expect(await contracts.booking.call('count')).toBe(before)

  const both = await Promise.all([book(backend.url, 'TQ101'), book(backend.url, 'TQ101')])
  expect(both.map(({ status }) => status)).toEqual([201, 201])
  expect(both.map(({ body }) => body['contractBookingId']).sort()).toEqual([before + 1, before + 2])
  expect(network.transactions.map(({ id }) => id)).toEqual(expect.arrayContaining(both.map(({ body }) => body['transaction'])))

  await contracts.booking.call('pause')
  expect(await book(backend.url, 'TQ101')).toMatchObject({
    status: 502,
    body: { status: 'failed', contract: { reason: expect.stringContaining('#1') } },
  })
  await contracts.booking.call('unpause')
  expect(backend.output()).not.toContain(admin.keys.secret())
})

/** Booking and refund know each other, so one address is computed ahead. */
async function deployAll(): Promise<Record<Name, Deployed>> {
  const put = (name: Name, args: Record<string, unknown> | null) => deploy({ by: admin, name, salt: saltOf(name), args })
  const by = admin.address
  const token = await put('token', { admin: by, name: 'Traqora', symbol: 'TRQ', decimals: 7, supply: 1_000_000n })
  const airline = await put('airline', { admin: by, token: token.id })
  const registry = await put('flight-registry', { admin: by, airline: airline.id, carrier: 'TQ', fare: 5000n, flights: ['TQ101', 'TQ102'] })
  const refund = await put('refund', null)
  const loyalty = await put('loyalty', { admin: by, booking: idOf('booking'), spent_per_point: 100n })
  const booking = await put('booking', { admin: by, flight_registry: registry.id, refund: refund.id, loyalty: loyalty.id })
  const governance = await put('governance', { admin: by, token: token.id, quorum: 1000n, voting_ledgers: 100 })
  await refund.call('initialize', { admin: by, booking: booking.id })
  return { token, airline, 'flight-registry': registry, booking, refund, loyalty, governance }
}

/** The id a contract of this deployer and salt will have. */
function idOf(name: Name): string {
  const preimage = xdr.HashIdPreimage.envelopeTypeContractId(
    new xdr.HashIdPreimageContractId({
      networkId: new xdr.Hash(hash(Buffer.from(network.passphrase))),
      contractIdPreimage: xdr.ContractIdPreimage.contractIdPreimageFromAddress(
        new xdr.ContractIdPreimageFromAddress({
          address: Address.fromString(admin.address).toScAddress(),
          salt: saltOf(name),
        }),
      ),
    }),
  )
  return Address.contract(Buffer.from(hash(preimage.toXDR()))).toString()
}

/** A call that would change something; all of them fail for a reason of their own when the contract is in business. */
function businessOf(name: Name): [string, Record<string, unknown>] {
  const calls: Record<Name, [string, Record<string, unknown>]> = {
    token: ['transfer', { from: admin.address, to: passenger.address, amount: 0n }],
    airline: ['suspend', { carrier: 'QQ' }],
    'flight-registry': ['set_open', { code: 'QQ', open: true }],
    booking: ['book', { passenger: admin.address, flight: 'QQ', price: 1n }],
    refund: ['approve', { booking_id: 999 }],
    loyalty: ['redeem', { passenger: admin.address, amount: 0n }],
    governance: ['close', { id: 999 }],
  }
  return calls[name]
}

async function login(url: string, wallet: Keypair): Promise<string> {
  const post = async (path: string, body: object) => objectOf(await fetch(`${url}${path}`, { method: 'POST', body: JSON.stringify(body) }))
  const account = wallet.publicKey()
  const { challenge } = await post('/auth/challenge', { account })
  const signature = Buffer.from(wallet.signMessage(String(challenge))).toString('base64')
  return `Bearer ${(await post('/auth/login', { account, challenge, signature }))['token']}`
}

async function objectOf(answer: Response): Promise<Record<string, unknown>> {
  return JSON.parse(await answer.text())
}
