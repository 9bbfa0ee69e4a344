import { isProblem, type Problem } from '../../core/problem.ts'
import type { World } from '../../core/world.ts'
import { heldIn, inputOf } from './env-store-format.ts'
import { envStoreDiffers, envStoreFailed, envStoreKeptOther, envStoreUnknown } from './env-store-problems.ts'
import type { WantedEnvStore } from './wanted-env-stores.ts'

/** Lines of a failed command that are told. */
const tailLength = 10

/** Variables that a store does not hold as wanted; problem `soroban/env-store-unknown` where it does not say. */
async function differingInStore(
  store: WantedEnvStore,
  {
    written,
    ...world
  }: Pick<World, 'processes' | 'directory'> & {
    /** Whether this run has written to it. */
    written: boolean
  },
): Promise<readonly string[]> {
  const differing: string[] = []
  for (const variables of portionsOf(store)) {
    const names = Object.keys(variables)
    const unknown = (reason: string) => envStoreUnknown({ store: store.name, reason, written, at: store.at })
    // What else a store holds may be secret, so neither its output nor its last words are ever told.
    const ended = await world.processes.shell(store.check, settings(store, { names, directory: world.directory }))
    if (ended.exitCode !== 0) throw unknown(`its check ended with exit code ${ended.exitCode}`)
    const held = heldIn(ended.stdout, names, store.format)
    if (held === null) throw unknown('its check printed no JSON object')
    differing.push(...names.filter((name) => held[name] !== variables[name]))
  }
  return differing
}

/**
 * Lets a store hold what is wanted: asks what it holds, hands over what differs on standard input, asks again. Whether
 * anything was written.
 */
export async function fillEnvStore(
  store: WantedEnvStore,
  world: Pick<World, 'processes' | 'directory' | 'write' | 'secrets'>,
): Promise<boolean> {
  const differing = await differingInStore(store, { ...world, written: false })
  if (differing.length === 0) return false
  for (const variables of portionsOf(store, differing)) {
    const names = Object.keys(variables)
    const input = inputOf(variables, store.format)
    const ended = await world.write(`env store ${store.name}`, () =>
      world.processes.shell(store.command, { ...settings(store, { names, directory: world.directory }), input }),
    )
    if (ended.exitCode !== 0) {
      const tail = world.secrets.redact(ended.tail.slice(-tailLength).join('\n'))
      throw envStoreFailed({ store: store.name, exitCode: ended.exitCode, tail, at: store.at })
    }
  }
  const kept = await differingInStore(store, { ...world, written: true })
  if (kept.length > 0) throw envStoreKeptOther({ store: store.name, variables: [...kept], at: store.at })
  return true
}

/** Reads all stores at once: which variables of which differ, and the problems of those that do not say. */
export async function readEnvStores(
  stores: readonly WantedEnvStore[],
  world: Pick<World, 'processes' | 'directory'>,
): Promise<readonly ({ readonly store: WantedEnvStore } & ({ readonly differing: readonly string[] } | { readonly problem: Problem }))[]> {
  return Promise.all(
    stores.map(async (store) => {
      try {
        return { store, differing: await differingInStore(store, { ...world, written: false }) }
      } catch (thrown) {
        if (!isProblem(thrown, 'soroban/env-store-unknown')) throw thrown
        return { store, problem: thrown }
      }
    }),
  )
}

/** Every variable in which a store is not as wanted, and the stores that do not say what they hold. Changes nothing. */
export async function envStoreProblems(
  stores: readonly WantedEnvStore[],
  world: Pick<World, 'processes' | 'directory'>,
): Promise<readonly Problem[]> {
  const read = await readEnvStores(stores, world)
  return read.flatMap((one) =>
    'problem' in one
      ? [one.problem]
      : one.differing.map((variable) => envStoreDiffers({ store: one.store.name, variable, at: one.store.at })),
  )
}

/** All of these variables together, or one at a time where the store takes bare values. */
function portionsOf(
  { variables, format }: WantedEnvStore,
  names: readonly string[] = Object.keys(variables),
): readonly Readonly<Record<string, string>>[] {
  const chosen = Object.entries(variables).filter(([name]) => names.includes(name))
  return format === 'value' ? chosen.map((one) => Object.fromEntries([one])) : [Object.fromEntries(chosen)]
}

function settings(
  { format, environment, timeoutMs }: WantedEnvStore,
  { names, directory }: { names: readonly string[]; directory: string },
) {
  const variable = format === 'value' ? { VARIABLE: names[0] ?? '' } : {}
  return { directory, timeoutMs, environment: { ...environment, ...variable } }
}
