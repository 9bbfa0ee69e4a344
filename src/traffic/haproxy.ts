import { chmod, readFile, rename, rm, stat, writeFile } from 'node:fs/promises'
import type { World } from '../core/world.ts'
import type { Balancer } from './balancer.ts'
import { type Color, isColor } from './color.ts'
import { entriesOf, fileWithValue, type MapEntry, type MapVersions, preparedVersion, valuesInFile, versionsOf } from './haproxy-map.ts'
import { runtimeCommand } from './haproxy-runtime.ts'
import { readStatistics } from './haproxy-statistics.ts'
import { balancerUnreachable, colorUnknown, mapFileNotWritten, switchRefused } from './problems.ts'

interface Options {
  readonly socket: string
  readonly map: string
  readonly key: string
  readonly services: readonly string[]
}

interface MapState {
  readonly versions: MapVersions
  readonly entries: readonly MapEntry[]
  readonly color: Color
}

/** A writer that prepared a version and has not committed it for so long is taken for dead. */
const quietMs = 150

/**
 * HAProxy by its runtime API. A switch replaces the content of the map in one commit, and map versions make it
 * compare-and-swap: a version can be prepared once, and one that is not newer than the current cannot be committed
 * ("Version number out of range"), so a stalled writer never overwrites a later one.
 */
export function openHAProxy({ socket, map, key, services }: Options, { sleep }: Pick<World, 'sleep'>): Balancer {
  const name = `haproxy ${key}`
  const run = async (command: string) => {
    try {
      return await runtimeCommand(socket, command)
    } catch (cause) {
      throw balancerUnreachable({ balancer: name, place: socket, reason: (cause as NodeJS.ErrnoException).code ?? String(cause), cause })
    }
  }
  const readVersions = async () => {
    const versions = versionsOf(await run('show map'), map)
    if (versions === null) throw colorUnknown({ balancer: name, found: `it has no map ${map}` })
    return versions
  }
  const readState = async (): Promise<MapState> => {
    const versions = await readVersions()
    const entries = entriesOf(await run(`show map ${map}`))
    return { versions, entries, color: theOneColor(entries, { name, key }) }
  }
  return {
    name,
    async read() {
      const { versions, color } = await readState()
      return { color, token: tokenOf(versions, color) }
    },
    async compareAndSwitch(to, token) {
      const found = await readState()
      if (tokenOf(found.versions, found.color) !== token) return false
      const versions = await afterOtherWriter(found.versions, { readVersions, sleep })
      if (versions === null) return false
      const prepared = preparedVersion(await run(`prepare map ${map}`))
      // Somebody prepared between our look and ours: whoever got the number after the one seen goes on.
      if (prepared !== versions.next + 1) return false
      const entries = found.entries.map((entry) => (entry.key === key ? { key, value: to } : entry))
      for (const entry of entries) refuseAnswer(await run(`add map @${prepared} ${map} ${entry.key} ${entry.value}`), name)
      // A lost answer is settled by the look below: only our version has this number.
      const answer = await run(`commit map @${prepared} ${map}`).catch(async (lost) => {
        if ((await readVersions()).current !== prepared) throw lost
        return ''
      })
      if (answer.startsWith('Version number out of range')) return false
      refuseAnswer(answer, name)
      const now = await readState()
      return now.color === to && now.versions.current === prepared
    },
    async isKept(color) {
      const values = valuesInFile(await readFile(map, 'utf8').catch(() => ''), key)
      return values.length === 1 && values[0] === color
    },
    keep: (color) => writeMapFile(map, { key, value: color }),
    async statistics() {
      return readStatistics({ stat: await run('show stat'), info: await run('show info') }, { name, services })
    },
  }
}

function tokenOf({ current }: MapVersions, color: Color): string {
  return `${current} ${color}`
}

function theOneColor(entries: readonly MapEntry[], { name, key }: { name: string; key: string }): Color {
  const values = entries.filter((entry) => entry.key === key).map((entry) => entry.value)
  if (values.length === 0) throw colorUnknown({ balancer: name, found: `its map has no entry "${key}"` })
  if (values.length > 1)
    throw colorUnknown({ balancer: name, found: `its map has ${values.length} entries "${key}": ${values.join(', ')}` })
  const [value] = values
  if (!isColor(value)) throw colorUnknown({ balancer: name, found: `"${key}" is "${value}"` })
  return value
}

/** Waits while another writer is at work. The versions to go on from once it was quiet for long enough; null when it committed. */
async function afterOtherWriter(
  seen: MapVersions,
  { readVersions, sleep }: { readVersions: () => Promise<MapVersions>; sleep: World['sleep'] },
): Promise<MapVersions | null> {
  let versions = seen
  while (versions.next !== versions.current) {
    await sleep(quietMs)
    const now = await readVersions()
    if (now.current !== seen.current) return null
    if (now.next === versions.next) return now
    versions = now
  }
  return versions
}

/** The runtime API answers nothing where it did what it was told. */
function refuseAnswer(answer: string, balancer: string): void {
  if (answer !== '') throw switchRefused({ balancer, answer })
}

/** Whole or not at all, with the mode it had: the balancer reads it as another user. */
async function writeMapFile(map: string, entry: MapEntry): Promise<void> {
  const draft = `${map}.fairlead-${process.pid}`
  try {
    const mode = (await stat(map).catch(() => null))?.mode ?? 0o644
    await writeFile(draft, fileWithValue(await readFile(map, 'utf8').catch(() => ''), entry))
    await chmod(draft, mode & 0o777)
    await rename(draft, map)
  } catch (cause) {
    await rm(draft, { force: true }).catch(() => {})
    throw mapFileNotWritten({ map, reason: (cause as NodeJS.ErrnoException).code ?? String(cause), cause })
  }
}
