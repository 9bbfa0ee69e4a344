import { randomUUID } from 'node:crypto'
import { link, mkdir, open, readdir, readFile, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { recordUnreachable } from './problems.ts'
import { entryName, isEntryName, type RecordStore } from './store.ts'

/** Entries as files of a folder, for self-hosted runners and rehearsals. */
export function directoryStore(folder: string): RecordStore {
  const location = `directory:${folder}`
  const telling = async <Result>(work: () => Promise<Result>): Promise<Result> => {
    try {
      return await work()
    } catch (cause) {
      throw recordUnreachable({ location, reason: (cause as NodeJS.ErrnoException).code ?? String(cause), cause })
    }
  }
  return {
    location,
    read: () =>
      telling(async () => {
        await mkdir(folder, { recursive: true })
        const names = (await readdir(folder)).filter(isEntryName).sort()
        return Promise.all(names.map(async (name) => ({ name, text: await readFile(join(folder, name), 'utf8') })))
      }),
    append: ({ sequence, text }) => telling(() => appendWhole(folder, { sequence, text })),
  }
}

/** A hard link to a finished file is the one atomic create: whoever comes second gets EEXIST, a crash leaves only the draft. */
async function appendWhole(folder: string, { sequence, text }: { sequence: number; text: string }): Promise<'appended' | 'lost'> {
  const draft = join(folder, `.draft-${randomUUID()}`)
  try {
    await using file = await open(draft, 'wx')
    await file.writeFile(text)
    await file.sync()
    await link(draft, join(folder, entryName(sequence)))
    await using directory = await open(folder, 'r')
    await directory.sync()
    return 'appended'
  } catch (thrown) {
    if ((thrown as NodeJS.ErrnoException).code === 'EEXIST') return 'lost'
    throw thrown
  } finally {
    await rm(draft, { force: true })
  }
}
