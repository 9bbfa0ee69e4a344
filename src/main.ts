import type { Action } from './core/action.ts'
import { actionsRunner } from './core/actions-runner.ts'
import type { Manifest } from './core/manifest.ts'
import type { Plan } from './core/plan.ts'
import { realWorld } from './core/real-world.ts'
import { type ActionToRun, travel } from './core/road.ts'
import { listenForSignals } from './core/signals.ts'

/** Each action is loaded only when it is the one that runs, and only after its inputs were read. */
const actions: Readonly<Record<string, () => Promise<ActionToRun>>> = {
  'verify-gates': async () =>
    toRun(
      (await import('./actions/verify-gates/manifest.ts')).manifest,
      async () => (await import('./actions/verify-gates/action.ts')).verifyGates,
    ),
  'deploy-soroban-contracts': async () =>
    toRun(
      (await import('./actions/deploy-soroban-contracts/manifest.ts')).manifest,
      async () => (await import('./actions/deploy-soroban-contracts/action.ts')).deploySorobanContracts,
    ),
  'backup-and-migrate': async () =>
    toRun(
      (await import('./actions/backup-and-migrate/manifest.ts')).manifest,
      async () => (await import('./actions/backup-and-migrate/action.ts')).backupAndMigrate,
    ),
  'health-check': async () =>
    toRun(
      (await import('./actions/health-check/manifest.ts')).manifest,
      async () => (await import('./actions/health-check/action.ts')).healthCheck,
    ),
  'blue-green-switch': async () =>
    toRun(
      (await import('./actions/blue-green-switch/manifest.ts')).manifest,
      async () => (await import('./actions/blue-green-switch/action.ts')).blueGreenSwitch,
    ),
  rollback: async () =>
    toRun((await import('./actions/rollback/manifest.ts')).manifest, async () => (await import('./actions/rollback/action.ts')).rollback),
}

/** Runs one action as the runner's step and ends the process: pools and sockets must not hold a finished job. */
export async function run(name: string): Promise<never> {
  const environment = { ...process.env }
  const runner = actionsRunner(environment)
  const cancellation = listenForSignals(process)
  const action = actions[name]
  if (action === undefined) throw new TypeError(`no action "${name}"`)
  const mayGoOn = await travel(
    await action(),
    {
      sections: async () => (await import('./sections.ts')).sections,
      openStore: async (place, world) => (await import('./record-place.ts')).openStore(place, world),
      world: (workingDirectory, timeoutMs) => {
        cancellation.after(timeoutMs)
        return realWorld({ runner, environment, workingDirectory, cancellation })
      },
    },
    { runner, environment },
  )
  process.exit(mayGoOn ? 0 : 1)
}

function toRun<M extends Manifest, P extends Plan>(manifest: M, load: () => Promise<Action<M, P>>): ActionToRun {
  // The road checks inputs against this very manifest before it loads the action, so the types meet.
  return { manifest, load: load as unknown as ActionToRun['load'] }
}

// From source (`node src/main.ts NAME`) the name is an argument; in dist each stub calls `run` itself.
if (import.meta.filename === process.argv[1]) await run(process.argv[2] ?? '')
