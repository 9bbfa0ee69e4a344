/** `node local/network/command.ts`: a network as a process of its own. */
import { argv, exit, stderr, stdout } from 'node:process'
import { Problem, Problems } from '../../src/core/problem.ts'
import { type Network, startNetwork } from './network.ts'
import { readOptions, usage } from './options.ts'

try {
  const options = readOptions(argv.slice(2))
  if (options.help) stdout.write(usage)
  else await run(await startNetwork(options), options.json, options.close ?? 'instant')
} catch (error) {
  tell(error)
  exit(2)
}

async function run(network: Network, json: boolean, pace: number | 'instant'): Promise<void> {
  stdout.write(json ? `${JSON.stringify(description(network))}\n` : greeting(network, pace))
  await Promise.race(['SIGINT', 'SIGTERM'].map((signal) => new Promise((resolve) => process.once(signal, resolve))))
  await network.stop()
}

function description({ rpcUrl, friendbotUrl, passphrase, root, ledger }: Network): object {
  return { rpcUrl, friendbotUrl, passphrase, protocol: ledger.header.ledgerVersion, root }
}

function greeting({ rpcUrl, friendbotUrl, passphrase, root, ledger }: Network, pace: number | 'instant'): string {
  const close = pace === 'instant' ? 'after each transaction' : `every ${pace / 1_000} s`
  return [
    `Soroban network, protocol ${ledger.header.ledgerVersion}, a ledger ${close}; state in memory`,
    `  RPC         ${rpcUrl}`,
    `  friendbot   ${friendbotUrl}?addr=G...`,
    `  passphrase  ${passphrase}`,
    `  root        ${root.address}`,
    `  its secret  ${root.secret}  (known to everybody who knows the passphrase)`,
    '',
  ].join('\n')
}

function tell(error: unknown): void {
  const problems = error instanceof Problems ? error.problems : error instanceof Problem ? [error] : null
  if (problems === null) throw error
  for (const { code, message, state, remedy } of problems) stderr.write(`${code}: ${message} ${state} ${remedy}\n`)
}
