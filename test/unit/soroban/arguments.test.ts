import { readFileSync } from 'node:fs'
import { beforeAll, describe, expect, test } from '@jest/globals'
import { Spec } from '@stellar/stellar-sdk/contract'
import { loadSdk, type Sdk } from '../../../src/soroban/network/sdk.ts'
import { typeArguments } from '../../../src/soroban/spec/arguments.ts'
import { type ContractSpec, specOf } from '../../../src/soroban/spec/spec.ts'
import { type SpecType, specFunction, wasmWithSpec } from './wasm-with-spec.ts'

const account = 'GAIH3ULLFQ4DGSECF2AR555KZ4KNDGEKN4AFI4SU2M7B43MGK3QJZNSR'
const contract = 'CDMEGZ6L4HJM3FXUHV5KNVFXHH7H5J34CX7IP3TUKH4F6MYJSQIM7C7Y'
// strkey of sha256("fairlead test seed"), computed apart
const seed = 'SDNDUJH4FS3SRBKLM5JGEMIUSOIO4DUZTG6F4VBZHIBI6765D2OE5FKV'

let sdk: Sdk
let wasm: Uint8Array
let spec: ContractSpec

beforeAll(async () => {
  sdk = await loadSdk()
  wasm = await wasmWithSpec(everyType)
  const read = specOf(wasm, sdk)
  if (read === null) throw new TypeError('the fixture has a spec')
  spec = read
})

function everyType(sdk: Sdk) {
  const { xdr } = sdk
  const T = xdr.ScSpecTypeDef
  const udt = (name: string) => T.scSpecTypeUdt(new xdr.ScSpecTypeUdt({ name }))
  const vec = T.scSpecTypeVec(new xdr.ScSpecTypeVec({ elementType: T.scSpecTypeSymbol() }))
  const field = (name: string, type: SpecType) => new xdr.ScSpecUdtStructFieldV0({ doc: '', name, type })
  const struct = (name: string, fields: ReturnType<typeof field>[]) =>
    xdr.ScSpecEntry.scSpecEntryUdtStructV0(new xdr.ScSpecUdtStructV0({ doc: '', lib: '', name, fields }))
  return [
    struct('Fare', [field('carrier', T.scSpecTypeSymbol()), field('price', T.scSpecTypeI128())]),
    struct('Pair', [field('0', T.scSpecTypeU32()), field('1', T.scSpecTypeBool())]),
    xdr.ScSpecEntry.scSpecEntryUdtEnumV0(
      new xdr.ScSpecUdtEnumV0({
        doc: '',
        lib: '',
        name: 'Status',
        cases: [
          new xdr.ScSpecUdtEnumCaseV0({ doc: '', name: 'Open', value: 3 }),
          new xdr.ScSpecUdtEnumCaseV0({ doc: '', name: 'Closed', value: 5 }),
        ],
      }),
    ),
    xdr.ScSpecEntry.scSpecEntryUdtUnionV0(
      new xdr.ScSpecUdtUnionV0({
        doc: '',
        lib: '',
        name: 'Owner',
        cases: [
          xdr.ScSpecUdtUnionCaseV0.scSpecUdtUnionCaseVoidV0(new xdr.ScSpecUdtUnionCaseVoidV0({ doc: '', name: 'Nobody' })),
          xdr.ScSpecUdtUnionCaseV0.scSpecUdtUnionCaseTupleV0(
            new xdr.ScSpecUdtUnionCaseTupleV0({ doc: '', name: 'One', type: [T.scSpecTypeAddress()] }),
          ),
        ],
      }),
    ),
    specFunction(sdk, 'take', {
      a_bool: T.scSpecTypeBool(),
      a_u32: T.scSpecTypeU32(),
      an_i32: T.scSpecTypeI32(),
      a_u64: T.scSpecTypeU64(),
      an_i128: T.scSpecTypeI128(),
      a_u256: T.scSpecTypeU256(),
      a_time: T.scSpecTypeTimepoint(),
      a_string: T.scSpecTypeString(),
      a_symbol: T.scSpecTypeSymbol(),
      an_address: T.scSpecTypeAddress(),
      bytes: T.scSpecTypeBytes(),
      hash: T.scSpecTypeBytesN(new xdr.ScSpecTypeBytesN({ n: 4 })),
      symbols: vec,
      prices: T.scSpecTypeMap(new xdr.ScSpecTypeMap({ keyType: T.scSpecTypeSymbol(), valueType: T.scSpecTypeU32() })),
      tuple: T.scSpecTypeTuple(new xdr.ScSpecTypeTuple({ valueTypes: [T.scSpecTypeU32(), T.scSpecTypeSymbol()] })),
      maybe: T.scSpecTypeOption(new xdr.ScSpecTypeOption({ valueType: T.scSpecTypeU32() })),
      fare: udt('Fare'),
      pair: udt('Pair'),
      status: udt('Status'),
      owner: udt('Owner'),
    }),
    specFunction(sdk, 'by_address', {
      shares: T.scSpecTypeMap(new xdr.ScSpecTypeMap({ keyType: T.scSpecTypeAddress(), valueType: T.scSpecTypeU32() })),
    }),
  ]
}

const good: Record<string, unknown> = {
  a_bool: true,
  a_u32: 4_294_967_295,
  an_i32: -7,
  a_u64: '18446744073709551615',
  an_i128: '-170141183460469231731687303715884105728',
  a_u256: '115792089237316195423570985008687907853269984665640564039457584007913129639935',
  a_time: 1_700_000_000,
  a_string: 'Lagos – Abuja',
  a_symbol: 'LOS',
  an_address: account,
  bytes: '0xdeadbeef01',
  hash: 'DEADBEEF',
  symbols: ['ABV', 'LOS'],
  prices: { b: 2, a: 1 },
  tuple: [1, 'x'],
  maybe: null,
  fare: { price: '900', carrier: 'AP' },
  pair: [7, false],
  status: 'Closed',
  owner: { One: contract },
}

/** The same in the forms that the SDK's own converter takes. */
const forTheSdk = {
  ...good,
  bytes: Buffer.from('deadbeef01', 'hex'),
  hash: Buffer.from('deadbeef', 'hex'),
  // Its converter keeps the order it is given; the host wants keys sorted.
  prices: [
    ['a', 1],
    ['b', 2],
  ],
  maybe: undefined,
  status: 5,
  owner: { tag: 'One', values: [contract] },
}

const typed = (given: Record<string, unknown>, call = 'take') =>
  typeArguments({
    sdk,
    spec,
    contract: 'token',
    call,
    given,
    path: ['constructor'],
    position: (...path) => ({ file: 'fairlead.yml', line: path.length, column: 1 }),
    resolve: (text) => text.replace('${deployer.address}', account),
  })

function told(given: Record<string, unknown>, call = 'take'): string[] {
  const result = typed(given, call)
  return 'problems' in result ? result.problems.map(({ code, message }) => `${code}: ${message}`) : []
}

test('every type becomes what the converter of the SDK makes of it', () => {
  const result = typed(good)
  if ('problems' in result) throw new TypeError(result.problems.map(({ message }) => message).join())
  const oracle = Spec.fromWasm(wasm).funcArgsToScVals('take', forTheSdk)
  const names = result.shown.map(({ name }) => name)
  expect(result.values.map((value, index) => [names[index], value.toXdr('base64')])).toEqual(
    oracle.map((value, index) => [names[index], value.toXdr('base64')]),
  )
})

test('the plan shows each argument with its name, type and value', () => {
  const result = typed({ ...good, an_address: '${deployer.address}' })
  const shown = 'shown' in result ? result.shown : []
  expect(shown.find(({ name }) => name === 'an_address')).toEqual({ name: 'an_address', type: 'Address', value: account })
  expect(shown.map(({ type }) => type)).toEqual([
    'bool',
    'u32',
    'i32',
    'u64',
    'i128',
    'u256',
    'Timepoint',
    'String',
    'Symbol',
    'Address',
    'Bytes',
    'BytesN<4>',
    'Vec<Symbol>',
    'Map<Symbol, u32>',
    '(u32, Symbol)',
    'Option<u32>',
    'Fare',
    'Pair',
    'Status',
    'Owner',
  ])
})

test('keys of a map are in the order of the host: accounts before contracts', () => {
  const result = typed({ shares: { [contract]: 1, [account]: 2 } }, 'by_address')
  const map = 'values' in result && result.values[0]?.type === 'scvMap' ? (result.values[0].value ?? []) : []
  expect(map.map(({ key }) => (key.type === 'scvAddress' ? key.value.type : key.type))).toEqual([
    'scAddressTypeAccount',
    'scAddressTypeContract',
  ])
})

describe('what does not fit is told with the argument, its type and why', () => {
  test.each([
    ['a_bool', 'yes', 'bool: "yes" is not true or false'],
    ['a_u32', 4_294_967_296, 'u32: 4294967296 is not between 0 and 4294967295'],
    ['a_u32', 1.5, 'u32: 1.5 is not a whole number'],
    ['an_i128', 12_345_678_901_234_567_000, 'i128: 12345678901234567000 is too large for a YAML number; put it in quotes'],
    ['an_i128', 'ten', 'i128: "ten" is not a whole number'],
    ['a_string', 5, 'String: 5 is not text; put it in quotes'],
    ['a_symbol', 'LOS-ABV', 'Symbol: "LOS-ABV" is not at most 32 letters, digits and underscores'],
    ['an_address', 'alice', 'Address: "alice" is not an address (G... or C...)'],
    [
      'an_address',
      account.replace('H3U', 'H4U'),
      `Address: "${account.replace('H3U', 'H4U')}" has a wrong checksum: a letter was changed or lost`,
    ],
    ['hash', 'deadbeef00', 'BytesN<4>: "deadbeef00" has 5 bytes, not 4'],
    ['bytes', 'xyz', 'Bytes: "xyz" is not hex in quotes'],
    ['symbols', 'ABV', 'Vec<Symbol>: "ABV" is not a list'],
    ['tuple', [1], '(u32, Symbol): the value is a list of 1, not 2'],
    ['fare', { price: '1' }, 'Fare: the field carrier is missing'],
    ['fare', { price: '1', carier: 'AP' }, 'Fare: the value has no field "carier". Did you mean "carrier"?'],
    ['status', 'Shut', 'Status: "Shut" is none of Open, Closed'],
    ['owner', 'Someone', 'Owner: "Someone" is none of Nobody, One'],
  ])('%s: %p', (name, value, reason) => {
    const [first, ...others] = told({ ...good, [name]: value })
    expect(others).toEqual([])
    expect(first).toMatch(new RegExp(`^soroban/argument-mismatch: constructor\\.${name} must be `))
    expect(first?.replace(/\.?$/, '')).toContain(reason.replace(/\.?$/, ''))
  })
})

test('all problems of a call are told at once, also those inside lists', () => {
  const { an_i32: _, ...without } = good
  expect(told({ ...without, a_u32: -1, symbols: ['ok', 'not ok', 7], adress: account })).toEqual([
    expect.stringContaining('soroban/argument-unknown'),
    expect.stringContaining('a_u32 must be u32'),
    expect.stringContaining('soroban/argument-missing'),
    expect.stringContaining('constructor.symbols.1 must be Symbol'),
    expect.stringContaining('constructor.symbols.2 must be Symbol'),
  ])
})

test.each(['an_address', 'a_string', 'a_symbol', 'bytes'])('a seed given as %s is refused and never printed', (name) => {
  const [first, ...others] = told({ ...good, [name]: seed })
  expect(others).toEqual([])
  expect(first).toMatch(/^soroban\/seed-where-address-belongs: /)
  expect(first).not.toContain(seed)
})

test('a seed with a wrong checksum is not printed either', () => {
  const broken = `${seed.slice(0, -1)}A`
  const [first] = told({ ...good, an_address: broken })
  expect(first).toMatch(/^soroban\/seed-where-address-belongs: /)
  expect(first).not.toContain(broken)
})

test('a function that the contract does not have is told with the nearest name', () => {
  expect(told({}, 'tke')).toEqual(['soroban/function-missing: "token" has no function "tke". Did you mean "take"?'])
})

test('the spec of a real contract is read', () => {
  const token = specOf(readFileSync('examples/traqora/contracts/wasm/token.wasm'), sdk)
  expect(token?.parameters('__constructor')?.map(({ name }) => name)).toEqual(['admin', 'name', 'symbol', 'decimals', 'supply'])
  expect(token?.errorName(3)).toBe('AlreadyInitialized')
})
