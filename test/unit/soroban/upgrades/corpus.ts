/** A pair of contracts, and what an upgrade from the first to the second breaks: kinds and names, by the rules of the host and of SEP-48, 49. */
export interface Pair {
  readonly about: string
  readonly before: string
  readonly after: string
  readonly breaks: readonly string[]
}

const upgrade = 'fn upgrade(hash: BytesN<32>)\n'

function pair(about: string, before: string, after: string, ...breaks: string[]): Pair {
  return { about, before: upgrade + before, after: upgrade + after, breaks }
}

const config = 'struct Config { admin: Address, limit: u32 }'
const getConfig = 'fn config() -> Config'
const key = 'union Key { Admin, Limit(u32), Fee(Address, u32) }'
const status = 'enum Status { Open = 0, Paid = 1, Shut = 2 }'
const failure = 'error Failure { Late = 1, Poor = 2, Closed = 3 }'
const pay = 'fn pay(from: Address, to: Address, amount: i128) -> bool'
const paid = 'event paid [paid] topic(by: Address) map(amount: i128, fee: i128)'

export const breakingPairs: readonly Pair[] = [
  pair('a function is gone', `${pay}\nfn balance(of: Address) -> i128`, pay, 'function-removed balance'),
  pair('a function got another name', pay, pay.replace('pay', 'send'), 'function-removed pay'),
  pair('an argument more', pay, pay.replace('amount: i128', 'amount: i128, note: String'), 'argument-added pay.note'),
  pair('an optional argument more', pay, pay.replace('amount: i128', 'amount: i128, note: Option<String>'), 'argument-added pay.note'),
  pair('an argument less', pay, pay.replace('from: Address, ', ''), 'argument-removed pay.from'),
  pair('one argument for another', pay, pay.replace('amount: i128', 'amount: u128'), 'argument-retyped pay.amount'),
  pair('a number that is wider', 'fn set(limit: u32)', 'fn set(limit: u64)', 'argument-retyped set.limit'),
  pair('a symbol where text was', 'fn name(name: String)', 'fn name(name: Symbol)', 'argument-retyped name.name'),
  pair(
    'two arguments of one type change places',
    pay,
    pay.replace('from: Address, to: Address', 'to: Address, from: Address'),
    'arguments-reordered pay',
  ),
  pair('an option that is one no more', 'fn set(limit: Option<u32>)', 'fn set(limit: u32)', 'argument-retyped set.limit'),
  pair('longer bytes', 'fn key(key: BytesN<32>)', 'fn key(key: BytesN<64>)', 'argument-retyped key.key'),
  pair('bytes of one length only', 'fn key(key: Bytes)', 'fn key(key: BytesN<32>)', 'argument-retyped key.key'),
  pair('a list of something else', 'fn add(all: Vec<Address>)', 'fn add(all: Vec<Symbol>)', 'argument-retyped add.all'),
  pair('a map by something else', 'fn add(all: Map<Address, u32>)', 'fn add(all: Map<Symbol, u32>)', 'argument-retyped add.all'),
  pair('a pair becomes three', 'fn add(pair: (u32, u32))', 'fn add(pair: (u32, u32, u32))', 'argument-retyped add.pair'),
  pair(
    'a type of another form',
    `fn add(it: Old)\nstruct Old { a: u32 }`,
    `fn add(it: New)\nstruct New { a: u64 }`,
    'argument-retyped add.it',
  ),
  pair('an answer of another type', 'fn balance() -> i128', 'fn balance() -> u128', 'output-retyped balance'),
  pair('an answer that may be missing', 'fn balance() -> i128', 'fn balance() -> Option<i128>', 'output-retyped balance'),
  pair('no answer any more', pay, pay.replace(' -> bool', ''), 'output-retyped pay'),
  pair('an answer where none was', 'fn tick()', 'fn tick() -> u32', 'output-retyped tick'),
  pair('a muxed address for a plain one', 'fn owner() -> Address', 'fn owner() -> MuxedAddress', 'output-retyped owner'),
  pair(
    'a field more',
    `${getConfig}\n${config}`,
    `${getConfig}\n${config.replace('limit: u32', 'limit: u32, fee: u32')}`,
    'field-added Config.fee',
  ),
  pair(
    'an optional field more',
    `${getConfig}\n${config}`,
    `${getConfig}\n${config.replace('limit: u32', 'limit: u32, fee: Option<u32>')}`,
    'field-added Config.fee',
  ),
  pair('a field less', `${getConfig}\n${config}`, `${getConfig}\n${config.replace(', limit: u32', '')}`, 'field-removed Config.limit'),
  pair(
    'a field of another type',
    `${getConfig}\n${config}`,
    `${getConfig}\n${config.replace('u32', 'i128')}`,
    'field-retyped Config.limit',
  ),
  pair(
    'a field with another name',
    `${getConfig}\n${config}`,
    `${getConfig}\n${config.replace('limit', 'cap')}`,
    'field-removed Config.limit',
    'field-added Config.cap',
  ),
  pair(
    'a field of a type inside a type',
    'struct Fee { rate: u32 }\nstruct Plan { fee: Fee }',
    'struct Fee { rate: u32, cap: u32 }\nstruct Plan { fee: Fee }',
    'field-added Fee.cap',
  ),
  pair('a tuple with one part more', 'struct Pair { 0: u32, 1: u32 }', 'struct Pair { 0: u32, 1: u32, 2: u32 }', 'field-added Pair.2'),
  pair(
    'a tuple with its parts changed',
    'struct Pair { 0: u32, 1: Address }',
    'struct Pair { 0: Address, 1: u32 }',
    'field-retyped Pair.0',
    'field-retyped Pair.1',
  ),
  pair('a case of a key is gone', key, key.replace('Limit(u32), ', ''), 'case-removed Key.Limit'),
  pair('a case of a key has another name', key, key.replace('Limit', 'Cap'), 'case-removed Key.Limit'),
  pair('a case holds something else', key, key.replace('Limit(u32)', 'Limit(u64)'), 'case-retyped Key.Limit'),
  pair('a case holds something more', key, key.replace('Limit(u32)', 'Limit(u32, u32)'), 'case-retyped Key.Limit'),
  pair('a case that held nothing holds something', key, key.replace('Admin', 'Admin(u32)'), 'case-retyped Key.Admin'),
  pair('a number of a case changed', status, status.replace('Shut = 2', 'Shut = 3'), 'case-renumbered Status.Shut'),
  pair(
    'a case in between renumbers the rest',
    status,
    status.replace('Paid = 1, Shut = 2', 'Held = 1, Paid = 2, Shut = 3'),
    'case-renumbered Status.Paid',
    'case-renumbered Status.Shut',
  ),
  pair('a number means something else', status, status.replace('Paid = 1', 'Held = 1'), 'value-reused Status.Held'),
  pair('a case of numbers is gone', status, status.replace(', Shut = 2', ''), 'case-removed Status.Shut'),
  pair('an enum becomes a struct', status, 'struct Status { at: u64 }', 'type-changed Status'),
  pair('an enum of numbers becomes one with values', status, 'union Status { Open, Paid, Shut }', 'type-changed Status'),
  pair('an error code means something else', failure, failure.replace('Poor = 2', 'Broke = 2'), 'error-reused Failure.Broke'),
  pair('an error has another code', failure, failure.replace('Closed = 3', 'Closed = 4'), 'error-renumbered Failure.Closed'),
  pair(
    'two errors change codes',
    failure,
    failure.replace('Late = 1, Poor = 2', 'Late = 2, Poor = 1'),
    'error-renumbered Failure.Late',
    'error-renumbered Failure.Poor',
  ),
  pair('an event is gone', paid, '', 'event-removed paid'),
  pair('an event with another first topic', paid, paid.replace('[paid]', '[payment]'), 'event-topics-changed paid'),
  pair('an event with a topic more', paid, paid.replace('by: Address', 'by: Address, to: Address'), 'event-topics-changed paid'),
  pair('an event whose data lost a part', paid, paid.replace(', fee: i128', ''), 'event-data-changed paid'),
  pair('an event whose data has another type', paid, paid.replace('amount: i128', 'amount: u64'), 'event-data-changed paid'),
  pair('an event whose map becomes a list', paid, paid.replace('map(', 'vec('), 'event-data-changed paid'),
  pair(
    'an event whose list got longer',
    paid.replace('map(', 'vec('),
    paid.replace('map(', 'vec(').replace('fee: i128', 'fee: i128, tip: i128'),
    'event-data-changed paid',
  ),
  {
    about: 'no way to upgrade again',
    before: `${upgrade}fn tick()`,
    after: 'fn tick()',
    breaks: ['upgrade-entry-lost upgrade', 'function-removed upgrade'],
  },
  {
    about: 'an upgrade that takes no hash',
    before: upgrade,
    after: 'fn upgrade(code: Bytes)',
    breaks: ['upgrade-entry-lost upgrade'],
  },
  pair('a constructor that never runs', 'fn tick()', 'fn tick()\nfn __constructor(admin: Address)', 'constructor-never-runs __constructor'),
  pair(
    'a constructor that sets more',
    'fn __constructor(admin: Address)',
    'fn __constructor(admin: Address, limit: u32)',
    'constructor-never-runs __constructor',
  ),
  pair('a version that stays', 'meta binver 1.2.0', 'meta binver 1.2.0', 'version-not-increased binver'),
  pair('a version that goes back', 'meta binver 1.10.0', 'meta binver 1.9.0', 'version-not-increased binver'),
  pair('a version that is no longer told', 'meta binver 1.2.0', '', 'version-not-increased binver'),
  pair('a candidate after its release', 'meta binver 2.0.0', 'meta binver 2.0.0-rc.1', 'version-not-increased binver'),
  pair('a claim that is dropped', 'meta sep 41,40', 'meta sep 40', 'claim-dropped sep-41'),
]

export const safePairs: readonly Pair[] = [
  pair('nothing changed', `${pay}\n${config}`, `${pay}\n${config}`),
  pair('a function more', pay, `${pay}\nfn balance(of: Address) -> i128`),
  pair('a function more with a type of its own', pay, `${pay}\nfn config() -> Config\n${config}`),
  pair('functions in another order', `${pay}\nfn tick()`, `fn tick()\n${pay}`),
  pair('an argument with another name', pay, pay.replace('amount', 'value')),
  pair('an argument that may be left out', 'fn set(limit: u32)', 'fn set(limit: Option<u32>)'),
  pair('bytes of any length', 'fn key(key: BytesN<32>)', 'fn key(key: Bytes)'),
  pair('a muxed address is taken too', 'fn pay(to: Address)', 'fn pay(to: MuxedAddress)'),
  pair('an answer that is always there', 'fn balance() -> Option<i128>', 'fn balance() -> i128'),
  pair('an answer that can fail', 'fn balance() -> i128', `fn balance() -> Result<i128, Failure>\n${failure}`),
  pair('an answer that cannot fail any more', `fn balance() -> Result<i128, Failure>\n${failure}`, `fn balance() -> i128\n${failure}`),
  pair('fields in another order', config, 'struct Config { limit: u32, admin: Address }'),
  pair('a field that may be missing', config, config.replace('u32', 'Option<u32>')),
  pair('a type with another name and the same form', `fn add(it: Old)\nstruct Old { a: u32 }`, `fn add(it: New)\nstruct New { a: u32 }`),
  pair('a type that only storage used left the spec', `${pay}\n${key}`, pay),
  pair('a key more', key, key.replace('Admin', 'Admin, Paused')),
  pair('keys in another order', key, 'union Key { Fee(Address, u32), Limit(u32), Admin }'),
  pair('a status more', status, status.replace('Shut = 2', 'Shut = 2, Held = 3')),
  pair('an error more', failure, failure.replace('Closed = 3', 'Closed = 3, Frozen = 4')),
  pair('an error that no longer occurs', failure, failure.replace(', Closed = 3', '')),
  pair('an event more', '', paid),
  pair('an event that tells more in a map', paid, paid.replace('fee: i128', 'fee: i128, tip: i128')),
  pair('an event whose map has another order', paid, paid.replace('amount: i128, fee: i128', 'fee: i128, amount: i128')),
  pair('the same constructor', 'fn __constructor(admin: Address)', 'fn __constructor(admin: Address)'),
  pair('a constructor that is gone', 'fn __constructor(admin: Address)', 'fn tick()'),
  pair('a version that increases past nine', 'meta binver 1.9.3', 'meta binver 1.10.0'),
  pair('a release after its candidate', 'meta binver 2.0.0-rc.2', 'meta binver 2.0.0'),
  pair('a version for the first time', '', 'meta binver 0.1.0'),
  pair('a claim more', 'meta sep 41', 'meta sep 41,57'),
  pair('a list whose parts may be left out', 'fn add(all: Vec<u32>)', 'fn add(all: Vec<Option<u32>>)'),
]
