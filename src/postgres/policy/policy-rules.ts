/**
 * What a rule is about. `fails`: the statement cannot succeed on this database. `destroys`: rows are gone for good.
 * `locks`: users wait while it runs. `breaks`: the release before cannot live with it, so it belongs into a contract phase.
 */
export type RuleClass = 'fails' | 'destroys' | 'locks' | 'breaks'

export interface Rule {
  readonly class: RuleClass
  readonly what: string
  readonly remedy: string
}

const expandFirst = 'First release what no longer uses it; then, in a later release, do this as its contract phase.'
const concurrently = 'Write CONCURRENTLY, in a file of its own that begins with "-- no-transaction".'
const notValid = 'Add it NOT VALID, and VALIDATE CONSTRAINT in a later file: that lets users write.'
const newColumn = 'Add a column of the new kind, fill it in batches, move the code over, drop the old one in a later release.'

/** Every rule by its code. */
export const rules = {
  'dependent-view': {
    class: 'fails',
    what: 'views depend on this column, so PostgreSQL refuses to change it',
    remedy: 'Drop the views before and create them again after, in the same file.',
  },
  'missing-table': { class: 'fails', what: 'the database has no such table', remedy: 'Correct the name, or write IF EXISTS.' },
  'required-column': {
    class: 'fails',
    what: 'a NOT NULL column without a default cannot be added to a table that has rows, and the release before cannot insert into it',
    remedy: 'Give it a DEFAULT; or add it nullable, fill it, and SET NOT NULL in a later release.',
  },
  'drop-table': { class: 'destroys', what: 'the table and its rows are gone', remedy: expandFirst },
  'drop-column': { class: 'destroys', what: 'the column and its values are gone', remedy: expandFirst },
  'drop-schema': { class: 'destroys', what: 'the schema and all that is in it are gone', remedy: expandFirst },
  'drop-database': { class: 'destroys', what: 'a whole database is gone', remedy: 'A migration has no business with it: do it by hand.' },
  'drop-cascade': {
    class: 'destroys',
    what: 'CASCADE drops whatever depends on it, unnamed',
    remedy: 'Name what is to be dropped, without CASCADE.',
  },
  truncate: {
    class: 'destroys',
    what: 'all rows of the table are gone',
    remedy: 'Delete the rows that have no use any more, by a condition and in batches.',
  },
  'delete-all': {
    class: 'destroys',
    what: 'DELETE without WHERE takes every row',
    remedy: 'Write the condition; WHERE true where every row is meant.',
  },
  'update-all': {
    class: 'destroys',
    what: 'UPDATE without WHERE overwrites every row, and locks each until the end',
    remedy: 'Write the condition, and go in batches outside of the migration.',
  },
  'create-index': { class: 'locks', what: 'writes to the table wait until the index is built', remedy: concurrently },
  'drop-index': { class: 'locks', what: 'reads and writes of the table wait behind it', remedy: concurrently },
  reindex: { class: 'locks', what: 'writes wait, and reads by the index too, until it is rebuilt', remedy: concurrently },
  'hidden-invalid-index': {
    class: 'locks',
    what: 'IF NOT EXISTS takes an invalid index, left by an interrupted attempt, for the index',
    remedy: 'Leave IF NOT EXISTS out: an attempt that was interrupted is cleaned up before the next.',
  },
  'refresh-view': {
    class: 'locks',
    what: 'readers of the view wait until it is filled again',
    remedy: 'Write CONCURRENTLY; the view needs a unique index for it.',
  },
  'rewrite-table': { class: 'locks', what: 'the whole table is written anew while reads and writes wait', remedy: newColumn },
  'column-type': { class: 'locks', what: 'the whole table is written anew, or read, while reads and writes wait', remedy: newColumn },
  'volatile-default': {
    class: 'locks',
    what: 'a default that differs from row to row has the whole table written anew while reads and writes wait',
    remedy: 'Add the column without a default, SET DEFAULT after it, and fill the rows there are in batches.',
  },
  'set-not-null': {
    class: 'locks',
    what: 'the whole table is read while reads and writes wait, and the release before may still write nulls',
    remedy: 'Add CHECK (column IS NOT NULL) NOT VALID, validate it in a later file, then SET NOT NULL: it takes the check as proof.',
  },
  'add-foreign-key': { class: 'locks', what: 'writes to both tables wait until every row is checked', remedy: notValid },
  'add-check': { class: 'locks', what: 'reads and writes wait until every row is checked', remedy: notValid },
  'add-unique': {
    class: 'locks',
    what: 'reads and writes wait until its index is built',
    remedy: 'CREATE UNIQUE INDEX CONCURRENTLY in a file before, then ADD CONSTRAINT ... USING INDEX.',
  },
  'add-exclusion': {
    class: 'locks',
    what: 'reads and writes wait until its index is built',
    remedy: 'There is no gentle way: choose a quiet hour.',
  },
  'validate-together': {
    class: 'locks',
    what: 'validated in the transaction that added it, it holds that lock while every row is read',
    remedy: 'VALIDATE CONSTRAINT in a file of its own.',
  },
  'attach-partition': {
    class: 'locks',
    what: 'the partition is read whole while it is locked',
    remedy: 'Add a CHECK with the same bounds NOT VALID, validate it, then attach: the check is taken as proof.',
  },
  'detach-partition': { class: 'locks', what: 'reads and writes of the whole partitioned table wait behind it', remedy: concurrently },
  'lock-table': {
    class: 'locks',
    what: 'it locks a table to the end of the transaction',
    remedy: 'Leave it to the statements to lock what they need.',
  },
  'schema-and-rows': {
    class: 'locks',
    what: 'rows are changed in the same transaction as the schema, whose locks are held until all are done',
    remedy: 'Put the change of rows into a file of its own, or outside of the migration and in batches.',
  },
  'rename-table': {
    class: 'breaks',
    what: 'the release before looks for the old name',
    remedy: 'Create a view with the old name in the same file, and drop it in a later release.',
  },
  'rename-column': { class: 'breaks', what: 'the release before looks for the old name', remedy: newColumn },
  'rename-value': {
    class: 'breaks',
    what: 'the release before writes and expects the old value',
    remedy: 'Add the new value, move the code over, and leave the old one.',
  },
  'drop-default': { class: 'breaks', what: 'the release before inserts without a value', remedy: expandFirst },
  'drop-view': { class: 'breaks', what: 'the release before may read it', remedy: expandFirst },
  'drop-function': { class: 'breaks', what: 'the release before may call it', remedy: expandFirst },
  'drop-type': { class: 'breaks', what: 'the release before may use it', remedy: expandFirst },
  'move-schema': {
    class: 'breaks',
    what: 'the release before looks for it in its old schema',
    remedy: 'Leave a view in the old schema until a later release.',
  },
  revoke: { class: 'breaks', what: 'the release before may need the right', remedy: expandFirst },
} as const satisfies Readonly<Record<string, Rule>>

export type RuleCode = keyof typeof rules

export const ruleCodes = Object.keys(rules) as readonly RuleCode[]
export const ruleClasses = ['fails', 'destroys', 'locks', 'breaks'] as const satisfies readonly RuleClass[]
