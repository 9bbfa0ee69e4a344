import { copyFileSync, mkdirSync, mkdtempSync, rmSync, statSync, truncateSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from '@jest/globals'
import { type Account, Asset, Keypair, Operation, rpc, TransactionBuilder } from '@stellar/stellar-sdk'
import { type NetworkCommand, startNetworkCommand } from '../support/network-command.ts'

let state: string
beforeEach(() => {
  state = mkdtempSync(join(tmpdir(), 'fairlead-state-'))
})
afterEach(() => rmSync(state, { recursive: true }))

/** What a client was told: transactions with their ledgers, and ledgers with their hashes. */
interface Seen {
  applied: Map<string, number>
  ledgers: Map<number, string>
}

test.each([
  ['instant', 7],
  ['100ms', 3],
] as const)(
  'killed under load while ledgers close %s, %i times: all that anybody saw is there, and the ledger goes on',
  async (close, rounds) => {
    const seen: Seen = { applied: new Map(), ledgers: new Map() }
    for (let round = 0; round < rounds; round += 1) {
      await using network = await startNetworkCommand('--close', close, '--state', state)
      await check(network, seen)
      const before = seen.applied.size
      // Two clients at once, so that the kill comes at any moment of the others' requests.
      const clients = [payFrom(network, 0, seen), payFrom(network, 1, seen)]
      while (seen.applied.size < before + 3 + round) await new Promise((resolve) => setTimeout(resolve, 1))
      await network.kill('SIGKILL')
      await Promise.all(clients)
    }
    await using network = await startNetworkCommand('--close', close, '--state', state)
    await check(network, seen)
    console.log(`${close}: ${rounds} kills, ${seen.applied.size} transactions and ${seen.ledgers.size} ledgers seen, all of them there`)
    expect(seen.applied.size).toBeGreaterThanOrEqual(rounds * 3)
  },
  180_000,
)

test('a log that is torn anywhere in its tail loses its last ledgers at most, and what remains is whole', async () => {
  const seen: Seen = { applied: new Map(), ledgers: new Map() }
  const first = await startNetworkCommand('--close', 'instant', '--state', state)
  const client = payFrom(first, 0, seen)
  while (seen.applied.size < 20) await new Promise((resolve) => setTimeout(resolve, 1))
  await first.kill('SIGKILL')
  await client
  const [database, log] = ['network.sqlite', 'network.sqlite-wal']
  const size = statSync(join(state, log)).size
  let fewest = Number.POSITIVE_INFINITY
  for (const cut of [1, 10_000, 50_000]) {
    const torn = join(state, `torn-${cut}`)
    mkdirSync(torn)
    copyFileSync(join(state, database), join(torn, database))
    copyFileSync(join(state, log), join(torn, log))
    truncateSync(join(torn, log), size - cut)
    await using copy = await startNetworkCommand('--close', 'instant', '--state', torn)
    const server = new rpc.Server(copy.rpcUrl, { allowHttp: true })
    const { latestLedger } = await server.getHealth()
    for (const [id, ledger] of seen.applied) {
      if (ledger < latestLedger) expect([id, (await server.getTransaction(id)).status]).toEqual([id, 'SUCCESS'])
    }
    fewest = Math.min(fewest, latestLedger)
    const later: Seen = { applied: new Map(), ledgers: new Map() }
    const payments = payFrom(copy, 0, later)
    while (later.applied.size < 2) await new Promise((resolve) => setTimeout(resolve, 1))
    await copy.kill('SIGKILL')
    await payments
  }
  // The cuts did reach into what had been written.
  expect(fewest).toBeLessThan(Math.max(...seen.applied.values()))
})

/** Pays from an account of its own, one payment after the other, and notes what it was told, until the network is gone. */
async function payFrom(network: NetworkCommand, index: number, seen: Seen): Promise<void> {
  const server = new rpc.Server(network.rpcUrl, { allowHttp: true })
  const key = Keypair.fromRawEd25519Seed(Buffer.alloc(32, index + 1))
  try {
    const known = await server.getAccount(key.publicKey()).catch(() => null)
    const account = known ?? (await server.requestAirdrop(key.publicKey()))
    for (;;) {
      const { id, sequence } = await server.getLatestLedger()
      seen.ledgers.set(sequence, id)
      const transaction = new TransactionBuilder(account as Account, { fee: '100', networkPassphrase: network.passphrase })
        .addOperation(Operation.payment({ destination: key.publicKey(), asset: Asset.native(), amount: '1' }))
        .setTimeout(0)
        .build()
      transaction.sign(key)
      const { hash } = await server.sendTransaction(transaction)
      let found = await server.getTransaction(hash)
      while (found.status === 'NOT_FOUND') found = await server.getTransaction(hash)
      expect(found.status).toBe('SUCCESS')
      if (found.status === 'SUCCESS') seen.applied.set(hash, found.ledger)
    }
  } catch (error) {
    // The network is gone. What was told wrong before that is a failure.
    if (network.child.exitCode === null && !network.child.killed) throw error
  }
}

async function check(network: NetworkCommand, seen: Seen): Promise<void> {
  const server = new rpc.Server(network.rpcUrl, { allowHttp: true })
  for (const [hash, ledger] of seen.applied) {
    const found = await server.getTransaction(hash)
    expect([hash, found.status, 'ledger' in found ? found.ledger : 0]).toEqual([hash, 'SUCCESS', ledger])
  }
  for (const [sequence, id] of seen.ledgers) {
    const { ledgers } = await server.getLedgers({ startLedger: sequence, pagination: { limit: 1 } })
    expect([ledgers[0]?.sequence, ledgers[0]?.hash]).toEqual([sequence, id])
  }
}
