import { randomUUID } from 'node:crypto'
import { mkdir, open, readFile, rename, writeFile } from 'node:fs/promises'
import { dirname } from 'node:path'
import { z } from 'zod'
import { inTurn } from '../../core/in-turn.ts'

const entry = z.strictObject({
  step: z.string(),
  /** The account that lent the sequence number. */
  source: z.string(),
  sequence: z.string(),
  inner: z.string(),
  hash: z.string(),
  maxLedger: z.number(),
  /** Stroops it may cost at most. */
  fee: z.string(),
  /** XDR in base64: signed, and no secret. */
  envelope: z.string(),
})

/** One transaction that was signed. */
export type JournalEntry = z.infer<typeof entry>

/**
 * What was signed, written down before it is sent: another run can send the very same bytes. It only saves time. A run
 * without it finds the same on the chain, since the same work takes the same sequence number.
 */
export interface Journal {
  /** Whether it is written down already, or nothing is. */
  knows(hash: string): boolean
  /** Returns once it is on the disk. */
  note(signed: JournalEntry): Promise<void>
  /** What an earlier run signed for this number of this account and can still be applied, the oldest first. */
  earlier(place: Pick<JournalEntry, 'step' | 'source' | 'sequence'>): readonly JournalEntry[]
}

export const noJournal: Journal = { knows: () => true, note: async () => undefined, earlier: () => [] }

/** Opens the journal in a file; what can no longer be applied in ledgers after `ledger` is left out of it. */
export async function openJournal(path: string, ledger: number): Promise<Journal & AsyncDisposable> {
  const kept = (await readEntries(path)).filter(({ maxLedger }) => maxLedger > ledger)
  await mkdir(dirname(path), { recursive: true })
  // Another run of the same checkout may do the same at this moment.
  const draft = `${path}.${randomUUID()}.draft`
  await writeFile(draft, kept.map(lineOf).join(''), { mode: 0o600 })
  await rename(draft, path)
  const file = await open(path, 'a')
  const noted = new Set(kept.map(({ hash }) => hash))
  const queued = inTurn()
  return {
    knows: (hash) => noted.has(hash),
    note(signed) {
      noted.add(signed.hash)
      return queued(async () => {
        await file.appendFile(lineOf(signed))
        await file.datasync()
      })
    },
    earlier: ({ step, source, sequence }) => kept.filter((one) => one.step === step && one.source === source && one.sequence === sequence),
    [Symbol.asyncDispose]: () => file.close(),
  }
}

/** A line that a crash cut short, or that is none of ours, is as if it were not there. */
async function readEntries(path: string): Promise<JournalEntry[]> {
  const text = await readFile(path, 'utf8').catch((thrown: NodeJS.ErrnoException) => {
    if (thrown.code === 'ENOENT') return ''
    throw thrown
  })
  return text.split('\n').flatMap((line) => {
    const read = entry.safeParse(parsed(line))
    return read.success ? [read.data] : []
  })
}

function parsed(line: string): unknown {
  try {
    return JSON.parse(line)
  } catch {
    return null
  }
}

function lineOf(signed: JournalEntry): string {
  return `${JSON.stringify(signed)}\n`
}
