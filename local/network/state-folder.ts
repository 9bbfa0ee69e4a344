import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { deserialize, serialize } from 'node:v8'
import * as xdr from '@stellar/stellar-sdk/xdr'
import { Problem } from '../../src/core/problem.ts'
import type { ClosedLedger } from './ledger/closed-ledger.ts'
import { snapshotOf } from './ledger/ledger-snapshot.ts'
import type { EntryChange, KeyText } from './ledger/state.ts'
import type { Keeper, NodeSnapshot } from './node.ts'
import { stateInUse, stateNotWritten, stateOfAnotherNetwork, stateUnreadable } from './problems.ts'
import { emptyQueue } from './queue.ts'

/** What a folder belongs to. */
export interface Identity {
  passphrase: string
  /** In force at the beginning; votes may have changed it since. */
  protocol: number
  /** Name of the profile that it began with. */
  profile: string
}

/** A network's ledgers on disk. What `keeper` returned from is there after the process was killed at any moment. */
export interface StateFolder {
  readonly keeper: Keeper
  /** Where the network was; null: it has not begun. */
  readonly resume: NodeSnapshot | null
  close(): void
}

/** Of the tables below. */
const format = '1'

/** SQLite gives what a state needs: a log that is synchronized with each ledger, a checkpoint, and a lock that ends with its process. */
const tables = `
  PRAGMA locking_mode = EXCLUSIVE;
  PRAGMA journal_mode = WAL;
  PRAGMA synchronous = FULL;
  BEGIN EXCLUSIVE;
  CREATE TABLE IF NOT EXISTS facts (name TEXT PRIMARY KEY, value BLOB NOT NULL) WITHOUT ROWID;
  CREATE TABLE IF NOT EXISTS entries (key TEXT PRIMARY KEY, entry BLOB NOT NULL) WITHOUT ROWID;
  CREATE TABLE IF NOT EXISTS archive (key TEXT PRIMARY KEY, entry BLOB NOT NULL) WITHOUT ROWID;
  CREATE TABLE IF NOT EXISTS ledgers (sequence INTEGER PRIMARY KEY, closed BLOB NOT NULL);
  COMMIT;
`

/**
 * Opens a folder, which is made when it is not there. `kept`: closed ledgers that are kept. Throws the Problems stateInUse,
 * stateOfAnotherNetwork and stateUnreadable.
 */
export function openStateFolder(folder: string, identity: Identity, kept: number): StateFolder {
  const database = open(folder)
  try {
    const facts = new Map(
      database
        .prepare('SELECT name, value FROM facts')
        .all()
        .map(({ name, value }) => [name, value]),
    )
    const header = facts.get('header') ?? null
    if (header instanceof Uint8Array) checkIdentity(folder, facts, identity)
    const resume = header instanceof Uint8Array ? readSnapshot(database, header) : null
    return { keeper: keeperOf(database, { folder, identity, kept }), resume, close: () => database.close() }
  } catch (error) {
    database.close()
    throw told(error, folder)
  }
}

function open(folder: string): DatabaseSync {
  let database: DatabaseSync | null = null
  try {
    mkdirSync(folder, { recursive: true })
    database = new DatabaseSync(join(folder, 'network.sqlite'))
    database.exec(tables)
    return database
  } catch (error) {
    database?.close()
    throw told(error, folder)
  }
}

function checkIdentity(folder: string, facts: ReadonlyMap<unknown, unknown>, identity: Identity): void {
  if (facts.get('format') !== format) throw stateUnreadable({ folder, reason: 'it is in the form of another version' })
  for (const name of ['passphrase', 'protocol', 'profile'] as const) {
    const found = String(facts.get(name))
    if (found !== String(identity[name]))
      throw stateOfAnotherNetwork({ folder, option: `--${name}`, found, wanted: String(identity[name]) })
  }
}

function readSnapshot(database: DatabaseSync, header: Uint8Array): NodeSnapshot {
  const entriesOf = (table: 'entries' | 'archive') =>
    database
      .prepare(`SELECT key, entry FROM ${table}`)
      .all()
      .map(({ key, entry }): [KeyText, Uint8Array] => [key as KeyText, entry as Uint8Array])
  const ledgers = database.prepare('SELECT closed FROM ledgers ORDER BY sequence').all()
  return {
    ledger: snapshotOf({ header: xdr.LedgerHeader.fromXDR(header), entries: entriesOf('entries'), archive: entriesOf('archive') }),
    queue: emptyQueue,
    history: ledgers.map(({ closed }): ClosedLedger => deserialize(closed as Uint8Array)),
    past: [],
  }
}

function keeperOf(database: DatabaseSync, { folder, identity, kept }: { folder: string; identity: Identity; kept: number }): Keeper {
  const setFact = database.prepare('INSERT OR REPLACE INTO facts VALUES (?, ?)')
  const addLedger = database.prepare('INSERT INTO ledgers VALUES (?, ?)')
  const removeOldest = database.prepare('DELETE FROM ledgers WHERE sequence = (SELECT min(sequence) FROM ledgers)')
  const write = { entries: writerOf(database, 'entries'), archive: writerOf(database, 'archive') }
  let ledgers = Number(database.prepare('SELECT count(*) AS number FROM ledgers').get()?.['number'])

  function add(closed: ClosedLedger): void {
    addLedger.run(closed.sequence, serialize(closed))
    ledgers += 1
    if (ledgers <= kept) return
    removeOldest.run()
    ledgers -= 1
  }
  return {
    closed(ledger, { entries, archive }) {
      atOnce(database, folder, () => {
        for (const change of entries) write.entries(change)
        for (const change of archive) write.archive(change)
        add(ledger)
        setFact.run('header', ledger.header)
        for (const [name, value] of Object.entries({ ...identity, format })) setFact.run(name, String(value))
      })
    },
    reverted({ ledger, history }) {
      atOnce(database, folder, () => {
        database.exec('DELETE FROM entries; DELETE FROM archive; DELETE FROM ledgers')
        ledgers = 0
        for (const change of ledger.entries) write.entries(change)
        for (const change of ledger.archive) write.archive(change)
        for (const closed of history) add(closed)
        setFact.run('header', ledger.header.toXDR())
        for (const [name, value] of Object.entries({ ...identity, format })) setFact.run(name, String(value))
      })
    },
  }
}

function writerOf(database: DatabaseSync, table: 'entries' | 'archive'): (change: EntryChange) => void {
  const set = database.prepare(`INSERT OR REPLACE INTO ${table} VALUES (?, ?)`)
  const remove = database.prepare(`DELETE FROM ${table} WHERE key = ?`)
  return ([key, entry]) => {
    if (entry === null) remove.run(key)
    else set.run(key, entry)
  }
}

// Returns when it is on the disk.
function atOnce(database: DatabaseSync, folder: string, write: () => void): void {
  try {
    database.exec('BEGIN IMMEDIATE')
    write()
    database.exec('COMMIT')
  } catch (error) {
    if (database.isTransaction) database.exec('ROLLBACK')
    throw stateNotWritten({ folder, reason: reasonOf(error), cause: error })
  }
}

/** SQLite's result code for a database that another connection has locked. */
const busy = 5

// Errors of SQLite and of the file system carry a code; whatever else comes is a bug, or a Problem already.
function told(error: unknown, folder: string): unknown {
  if (error instanceof Problem || typeof error !== 'object' || error === null || !('code' in error)) return error
  if ('errcode' in error && error.errcode === busy) return stateInUse({ folder, cause: error })
  return stateUnreadable({ folder, reason: reasonOf(error), cause: error })
}

function reasonOf(error: unknown): string {
  return typeof error === 'object' && error !== null && 'message' in error ? String(error.message) : String(error)
}
