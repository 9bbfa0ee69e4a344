import { open, readFile, rename } from 'node:fs/promises'
import { type Color, colors } from './frontend.ts'

/** Which color serves. The version grows with every write and is the entity tag of compare-and-set. */
export interface ColorEntry {
  readonly key: string
  readonly color: Color
  readonly version: number
}

export interface ColorRegister {
  current(): ColorEntry
  /** Writes when the version is still the expected one. Null when another writer was faster. Resolves once it would survive a restart. */
  compareAndSet(expected: number, color: Color): Promise<ColorEntry | null>
}

/**
 * The one entry that routes every frontend. Writers queue, so that none comes between another's compare and set; requests
 * never wait for the disk. A first version is the clock, so that one of a lost state file never matches again.
 */
export async function openColorRegister({
  stateFile,
  key,
  color,
  now,
}: {
  stateFile: string
  key: string
  color: Color
  now: () => number
}): Promise<ColorRegister> {
  let entry = (await readEntry(stateFile, key)) ?? { key, color, version: now() }
  await writeEntry(stateFile, entry, () => {})
  let queue: Promise<unknown> = Promise.resolve()
  const compareAndSet = async (expected: number, wanted: Color) => {
    if (entry.version !== expected) return null
    const next = { key, color: wanted, version: entry.version + 1 }
    await writeEntry(stateFile, next, () => {
      entry = next
    })
    return next
  }
  return {
    current: () => entry,
    compareAndSet(expected, wanted) {
      const turn = queue.then(() => compareAndSet(expected, wanted))
      queue = turn.catch(() => {}) // told to its own writer
      return turn
    },
  }
}

/** Null when there is no file. A file that cannot be understood is an error: guessing a color would route users. */
async function readEntry(stateFile: string, key: string): Promise<ColorEntry | null> {
  const text = await readOrNull(stateFile)
  if (text === null) return null
  const found = JSON.parse(text) as Partial<ColorEntry>
  const color = colors.find((known) => known === found.color)
  if (found.key !== key || color === undefined || !Number.isSafeInteger(found.version))
    throw new Error(`${stateFile} holds no color of ${key}: ${text}`)
  return { key, color, version: Number(found.version) }
}

async function readOrNull(path: string): Promise<string | null> {
  try {
    return await readFile(path, 'utf8')
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null
    throw error
  }
}

/** Aside and renamed: a reader sees the old or the new. Users are switched before the disk has it for good, which can take seconds on a busy machine. */
async function writeEntry(stateFile: string, entry: ColorEntry, written: () => void): Promise<void> {
  const aside = `${stateFile}.new`
  await using file = await open(aside, 'w', 0o600)
  await file.writeFile(`${JSON.stringify(entry)}\n`)
  await rename(aside, stateFile)
  written()
  await file.sync()
}
