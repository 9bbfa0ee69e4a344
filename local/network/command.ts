/** `node local/network/command.ts`: a network as a process of its own. */
import './quick-start.ts'
import { flushCompileCache } from 'node:module'
import { argv, exit, stderr, stdout } from 'node:process'
import { Problem, Problems } from '../../src/core/problem.ts'
import { type CommandOptions, readOptions, usage } from './options.ts'

// A ledger that cannot be kept ends the process as well: nobody asked for it, so nobody else can be told.
process.on('uncaughtException', end)

try {
  const options = readOptions(argv.slice(2))
  if (options.help) stdout.write(usage)
  else if (options.refresh !== null) await refresh(options.refresh)
  else await run(options)
} catch (error) {
  end(error)
}

async function refresh({ profile, rpcUrl }: NonNullable<CommandOptions['refresh']>): Promise<void> {
  const { refreshProfile } = await import('./refresh-profile.ts')
  const refreshed = await refreshProfile(profile, rpcUrl)
  stdout.write(`${refreshed.file}: ${refreshed.profile.source}, ${refreshed.profile.date}\n`)
}

async function run(options: CommandOptions): Promise<void> {
  const { startNetwork } = await import('./network.ts')
  const network = await startNetwork(options)
  const { rpcUrl, friendbotUrl, passphrase, root, ledger } = network
  const protocol = ledger.header.ledgerVersion
  const description = { rpcUrl, friendbotUrl, passphrase, protocol, root, ledger: ledger.sequence, state: options.state ?? null }
  stdout.write(options.json ? `${JSON.stringify(description)}\n` : greeting(description, options.close ?? 'instant'))
  // Now, since a process that is killed leaves none.
  flushCompileCache()
  await Promise.race(['SIGINT', 'SIGTERM'].map((signal) => new Promise((resolve) => process.once(signal, resolve))))
  await network.stop()
}

interface Description {
  rpcUrl: string
  friendbotUrl: string
  passphrase: string
  protocol: number
  root: { address: string; secret: string }
  ledger: number
  state: string | null
}

function greeting({ rpcUrl, friendbotUrl, passphrase, protocol, root, ledger, state }: Description, pace: number | 'instant'): string {
  const close = pace === 'instant' ? 'after each transaction' : `every ${pace / 1_000} s`
  return [
    `Soroban network, protocol ${protocol}, at ledger ${ledger}, a ledger ${close}; state ${state === null ? 'in memory' : `in ${state}`}`,
    `  RPC         ${rpcUrl}`,
    `  friendbot   ${friendbotUrl}?addr=G...`,
    `  passphrase  ${passphrase}`,
    `  root        ${root.address}`,
    `  its secret  ${root.secret}  (known to everybody who knows the passphrase)`,
    '',
  ].join('\n')
}

function end(error: unknown): never {
  const problems = error instanceof Problems ? error.problems : error instanceof Problem ? [error] : null
  if (problems === null) stderr.write(`${error instanceof Error ? error.stack : String(error)}\n`)
  for (const { code, message, state, remedy } of problems ?? []) stderr.write(`${code}: ${message} ${state} ${remedy}\n`)
  exit(2)
}
