import { expect, test } from '@jest/globals'
import { Keypair, StrKey, xdr } from '@stellar/stellar-sdk/base'
import { type Network, startNetwork } from '../../../local/network/network.ts'
import { neverCancelled } from '../../../src/core/signals.ts'
import { writeThrough } from '../../../src/core/write.ts'
import { carryOut } from '../../../src/soroban/engine/carry-out.ts'
import { openEngine } from '../../../src/soroban/engine/engine.ts'
import { uploadCall } from '../../../src/soroban/engine/operations.ts'
import { purseOf } from '../../../src/soroban/engine/purse.ts'
import { draftHere, signDraft, signFeeBump } from '../../../src/soroban/engine/signing.ts'
import { prepareCall } from '../../../src/soroban/engine/transaction.ts'
import { openChain } from '../../../src/soroban/network/chain.ts'
import { signingServiceUnreachable } from '../../../src/soroban/signers/problems.ts'
import { alone } from '../../../src/soroban/signers/signatory.ts'
import type { Signer } from '../../../src/soroban/signers/signer.ts'
import { virtualTime } from '../../faults/virtual-time.ts'
import { specFunction, wasmWithSpec } from '../../unit/soroban/wasm-with-spec.ts'
import { byHand, closeWhenWaiting } from './system.ts'

/** Stroops an operation that everybody else bids once the surge begins: a hundred times the least. */
const surge = 10_000n
/** Bytes of a rival's code: two of them fill the bytes of a ledger (research/soroban-deploy.md section 2). */
const largeCode = 130_000
/** Stroops that a run may spend. */
const limit = 1_000_000_000n

async function moduleOf(name: string, bytes = 0): Promise<Uint8Array> {
  const small = await wasmWithSpec((sdk) => [specFunction(sdk, name, {})])
  if (bytes === 0) return small
  // A custom section: 0, length in five bytes of LEB128, a name of one letter, filling.
  const length = Buffer.from([0x80, 0x80, 0x80, 0x80, 0x00].map((byte, place) => byte | (((bytes + 2) >> (7 * place)) & 0x7f)))
  return Buffer.concat([small, Buffer.from([0]), length, Buffer.from([1, 0x78]), Buffer.alloc(bytes, name)])
}

async function funded(network: Network): Promise<Signer> {
  const pair = Keypair.random()
  const asked = fetch(`${network.friendbotUrl}?addr=${pair.publicKey()}`)
  await closeWhenWaiting(network, [1])
  await asked
  return { address: pair.publicKey(), signHash: async (hash) => pair.sign(hash) }
}

/** An engine among rivals, who bid more than it from the moment that the surge begins, for so many ledgers. */
async function amongRivals(
  network: Network,
  { turns, signing = (sign) => sign }: { turns: number; signing?: (sign: Signer['signHash']) => Signer['signHash'] },
) {
  const place = { name: 'local', passphrase: network.passphrase, rpcUrl: network.rpcUrl, environment: 'rehearsal', at: null }
  const [deployer, payer, ...rivals] = [await funded(network), await funded(network), await funded(network), await funded(network)]
  const chain = await openChain(place, { fetch, sleep: async () => undefined })
  // Envelopes of the rivals, one each for every ledger.
  const sequences = new Map<string, bigint>()
  const rivalEnvelope = async (rival: Signer, turn: number) => {
    const prepared = await prepareCall(uploadCall('rival', { bytes: await moduleOf(`r${turn}`, largeCode) }, chain.sdk), {
      chain,
      source: rival.address,
    })
    const sequence = (sequences.get(rival.address) ?? (await sequenceOf(rival.address, network))) + 1n
    sequences.set(rival.address, sequence)
    const bounds = { sequence, maxLedger: 1_000_000, maxTime: 0 }
    const account = alone(rival)
    const inner = await signDraft(draftHere(prepared, { chain, deployer: account, lane: account, bounds }), chain)
    return (await signFeeBump(inner, prepared.resourceFee + 2n * surge, { chain, payer: account })).envelope
  }
  const waves: string[][] = []
  for (let turn = 0; turn < turns; turn += 1) waves.push(await Promise.all(rivals.map((rival) => rivalEnvelope(rival, turn))))

  let isSurging = false
  const time = virtualTime({
    everyMs: 5_000,
    async tick() {
      for (const envelope of isSurging ? (waves.shift() ?? []) : []) await chain.send(envelope)
      network.closeLedger()
    },
  })
  const cancellation = neverCancelled()
  const told: string[] = []
  const log = { line: (text: string) => void told.push(text), group: async <Result>(_: string, work: () => Promise<Result>) => work() }
  const world = { sleep: time.sleep, clock: time.clock, log, cancellation, write: writeThrough(cancellation) }
  const engine = openEngine({
    chain: await openChain(place, { ...time }),
    deployer: alone(deployer),
    payer: alone({ ...payer, signHash: signing(payer.signHash) }),
    world,
    purse: purseOf(limit),
  })
  return {
    told,
    payer,
    begin() {
      isSurging = true
    },
    async upload(name: string) {
      const call = uploadCall(`upload ${name}`, { bytes: await moduleOf(name, 6_000) }, chain.sdk)
      return time.during(carryOut({ call, isDone: async () => false }, engine))
    },
  }
}

test('a price a hundred times higher in the middle of a run is met within six ledgers, and never above the limit', async () => {
  await using network = await startNetwork(byHand)
  const { told, payer, begin, upload } = await amongRivals(network, { turns: 8 })
  const balance = await balanceOf(payer.address, network)
  await upload('a')
  begin()
  const before = network.ledger.sequence
  for (const name of ['b', 'c']) await upload(name)

  expect(network.ledger.sequence - before).toBeLessThanOrEqual(6)
  expect(told.filter((line) => line.includes('bidding'))).not.toEqual([])
  const mine = network.transactions.filter(({ envelope }) => payerOf(envelope) === payer.address)
  expect(mine).toHaveLength(3)
  const charged = mine.reduce((sum, { feeCharged }) => sum + feeCharged, 0n)
  expect(balance - (await balanceOf(payer.address, network))).toBe(charged)
  expect(charged).toBeLessThanOrEqual(limit)
})

test('where no higher bid can be signed, the one that waits is waited for, and a signature is asked for once a ledger', async () => {
  await using network = await startNetwork(byHand)
  let refusals = 0
  let asked = 0
  const { told, begin, upload } = await amongRivals(network, {
    turns: 3,
    signing: (sign) => async (hash, transaction) => {
      asked += 1
      if (asked === 1) return sign(hash, transaction)
      refusals += 1
      throw signingServiceUnreachable({ service: 'Vault', host: 'vault.traqora.example', reason: 'Vault is sealed' })
    },
  })
  begin()
  const before = network.ledger.sequence
  const settled = await upload('a')
  expect(network.transactions.find(({ id }) => id === settled.hash)).toMatchObject({ succeeded: true, ledger: settled.ledger })
  const waited = network.ledger.sequence - before
  expect(waited).toBeGreaterThan(1)
  expect(refusals).toBeGreaterThan(0)
  expect(refusals).toBeLessThanOrEqual(waited)
  expect(told.filter((line) => line.includes('no higher bid could be signed'))).toHaveLength(refusals)
})

test('where the limit leaves no room for a higher bid, it is told, nothing is applied later, and nothing above it was offered', async () => {
  await using network = await startNetwork(byHand)
  const place = { name: 'local', passphrase: network.passphrase, rpcUrl: network.rpcUrl, environment: 'rehearsal', at: null }
  const deployer = await funded(network)
  const chain = await openChain(place, { fetch, sleep: async () => undefined })
  const cancellation = neverCancelled()
  const log = { line: () => undefined, group: async <Result>(_: string, work: () => Promise<Result>) => work() }
  const world = {
    sleep: async () => undefined,
    clock: { now: () => new Date(), elapsedMs: () => 0 },
    log,
    cancellation,
    write: writeThrough(cancellation),
  }
  const engine = openEngine({ chain, deployer: alone(deployer), world, purse: purseOf(1_000n) })
  const call = uploadCall('upload a', { bytes: await moduleOf('a') }, chain.sdk)
  await expect(carryOut({ call, isDone: async () => false }, engine)).rejects.toMatchObject({ code: 'soroban/spend-limit-reached' })
  expect(network.calls.get('sendTransaction')).toBeUndefined()
})

async function accountOf(address: string, network: Network) {
  const key = xdr.LedgerKey.account(new xdr.LedgerKeyAccount({ accountId: Keypair.fromPublicKey(address).xdrAccountId() }))
  const body = JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'getLedgerEntries', params: { keys: [key.toXdr('base64')] } })
  const answer = await fetch(network.rpcUrl, { method: 'POST', headers: { 'content-type': 'application/json' }, body })
  const { result } = (await answer.json()) as { result: { entries: { xdr: string }[] } }
  const data = xdr.LedgerEntryData.fromXdr(result.entries[0]?.xdr ?? '', 'base64')
  if (data.type !== 'account') throw new TypeError('not an account')
  return data.value
}

async function sequenceOf(address: string, network: Network): Promise<bigint> {
  return (await accountOf(address, network)).seqNum
}

async function balanceOf(address: string, network: Network): Promise<bigint> {
  return (await accountOf(address, network)).balance
}

function payerOf(envelope: Uint8Array): string | null {
  const decoded = xdr.TransactionEnvelope.fromXdr(Buffer.from(envelope).toString('base64'), 'base64')
  if (decoded.type !== 'envelopeTypeTxFeeBump' || decoded.value.tx.feeSource.type !== 'keyTypeEd25519') return null
  return StrKey.encodeEd25519PublicKey(decoded.value.tx.feeSource.value.toBytes())
}
