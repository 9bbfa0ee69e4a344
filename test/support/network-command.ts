import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { createInterface } from 'node:readline'

const root = join(import.meta.dirname, '..', '..')

/** The network's command as a process of its own, after it told that it is ready. */
export interface NetworkCommand extends AsyncDisposable {
  readonly child: ChildProcess
  readonly rpcUrl: string
  readonly friendbotUrl: string
  readonly passphrase: string
  readonly protocol: number
  readonly ledger: number
  readonly state: string | null
  readonly root: { readonly address: string; readonly secret: string }
  /** Resolves when the process has ended. */
  kill(signal: NodeJS.Signals): Promise<void>
}

export function spawnNetworkCommand(...words: string[]): ChildProcess & { stdout: NodeJS.ReadableStream; stderr: NodeJS.ReadableStream } {
  return spawn(process.execPath, ['local/network/command.ts', ...words], { cwd: root, stdio: ['ignore', 'pipe', 'pipe'] })
}

export async function startNetworkCommand(...words: string[]): Promise<NetworkCommand> {
  const child = spawnNetworkCommand('--port', '0', '--json', ...words)
  const ended = once(child, 'exit')
  const [line] = (await Promise.race([once(createInterface(child.stdout), 'line'), ended.then(() => ['{}'])])) as [string]
  const kill = async (signal: NodeJS.Signals) => {
    child.kill(signal)
    await ended
  }
  return { ...(JSON.parse(line) as Omit<NetworkCommand, 'child' | 'kill'>), child, kill, [Symbol.asyncDispose]: () => kill('SIGKILL') }
}
