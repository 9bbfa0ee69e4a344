import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { type Network, startNetwork } from '../../local/network/network.ts'
import type { Bench } from '../../scripts/bench.ts'
import type { ActionRun } from '../support/run-action.ts'
import { runScript } from './deploy-script.ts'
import { makeDeploySystem } from './deploy-system.ts'
import { measureVerification } from './verification.ts'

/**
 * Seven contracts that name each other, 229 KB of wasm, with the limits of the public network: ledgers from the first
 * upload to the last transaction, channel accounts in place; against the same work as 21 transactions one after the
 * other, in the same run on the same network. In one transaction: the same seven with 122 KB of wasm, since more does
 * not fit into one, and its contract in place.
 */
export const bench: Bench = async ({ closeMs, say }) => {
  await using network = await startNetwork({ profile: 'mainnet', close: closeMs })
  await using system = await makeDeploySystem(network)
  say(`a ledger every ${closeMs} ms; seven contracts with constructors`)
  const constructed = await measured(network, () => system.deploy('constructors', '1'))
  say('seven contracts that are initialized by calls, channel accounts in place')
  const initialized = await measured(network, () => system.deploy('initialized', '2'))
  say('the same again: nothing to do')
  const idle = await measured(network, () => system.deploy('initialized', '2'))
  const empty = await emptyNodeSeconds()
  say('the script: the same transactions one after the other through the SDK, with the polling of the stellar command line tool')
  const script = await runScript(network, system)
  if (script.transactions !== 21) throw new TypeError(`the script sent ${script.transactions} transactions`)
  say('seven contracts in one transaction, its contract in place')
  await measured(network, () => system.deploy('first', '3'))
  const atomic = await measured(network, () => system.deploy('atomic', '4'))
  say('fifty contracts, verified')
  const { verify50Ms } = await measureVerification()
  return {
    ledgers: constructed.ledgers,
    ledgersWithInit: initialized.ledgers,
    ledgersAtomic: atomic.ledgers,
    scriptLedgers: script.ledgers,
    speedupOverScript: rounded(script.ms / 1_000 / initialized.run.seconds),
    noopTransactions: idle.transactions,
    noopRpcCalls: idle.calls,
    noopOverEmptyNode: rounded(idle.run.seconds / empty),
    verify50Ms,
  }
}

interface Measured {
  readonly run: ActionRun
  /** From the ledger of the first upload to that of the last transaction; opening channel accounts comes before. */
  readonly ledgers: number
  readonly transactions: number
  readonly calls: number
}

async function measured(network: Network, deploy: () => Promise<ActionRun>): Promise<Measured> {
  const [sent, asked] = [network.transactions.length, callsOf(network)]
  const run = await deploy()
  if (run.exitCode !== 0) throw new TypeError(`the deployment failed: ${run.errors.map(({ message }) => message).join('; ')}`)
  const applied = [...run.log.matchAll(/^(.+): applied in ledger (\d+)/gm)].filter((match) => match[1] !== 'open channels')
  const ledgers = applied.map((match) => Number(match[2]))
  return {
    run,
    ledgers: ledgers.length === 0 ? 0 : Math.max(...ledgers) - Math.min(...ledgers) + 1,
    transactions: network.transactions.length - sent,
    calls: callsOf(network) - asked,
  }
}

function callsOf(network: Network): number {
  return [...network.calls.values()].reduce((sum, calls) => sum + calls, 0)
}

/** Seconds that Node takes to start and end, the median of five. */
async function emptyNodeSeconds(): Promise<number> {
  const seconds: number[] = []
  for (let run = 0; run < 5; run += 1) {
    const startedMs = performance.now()
    await promisify(execFile)(process.execPath, ['-e', '0'])
    seconds.push((performance.now() - startedMs) / 1_000)
  }
  return seconds.sort((one, other) => one - other)[2] ?? 0
}

function rounded(figure: number): number {
  return Math.round(figure * 100) / 100
}
