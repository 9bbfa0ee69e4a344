import { expect, test } from '@jest/globals'
import { Asset, Keypair, Operation, xdr } from '@stellar/stellar-sdk'
import { bench, owner, resources, sent, transaction } from '../../support/validity/bench.ts'
import { accountKeyOf, data } from '../../support/validity/footprint-keys.ts'

/** Of the test network: bytes of a contract, and the longest lifetime in ledgers. */
const [largestContract, longestLife] = [131_072, 3_110_400]
const code = xdr.LedgerKey.contractCode(new xdr.LedgerKeyContractCode({ hash: new Uint8Array(32) }))
const crooked = xdr.Asset.assetTypeCreditAlphanum12(new xdr.AlphaNum12({ assetCode: Buffer.from('USD'.padEnd(12, '\0')), issuer: id() }))

/** Operations that stellar-core refuses by their form (doCheckValidForSoroban), each beside one that is just still good. */
const cases: { name: string; good: xdr.Transaction; bad: xdr.Transaction; told: string }[] = [
  {
    name: 'an upload larger than a contract may be',
    good: transaction([upload(largestContract)], resources([], [code])),
    bad: transaction([upload(largestContract + 1)], resources([], [code])),
    // Refused without a word: InvokeHostFunctionOpFrame sets no code.
    told: 'invokeHostFunctionSuccess',
  },
  {
    name: 'the contract of an asset with a crooked code',
    good: transaction([ofAsset(new Asset('USD', Keypair.random().publicKey()).toXDRObject())], resources([], [code])),
    bad: transaction([ofAsset(crooked)], resources([], [code])),
    told: 'invokeHostFunctionSuccess',
  },
  {
    name: 'an extension that writes',
    good: extension(100, [data(1)], []),
    bad: extension(100, [data(1)], [data(2)]),
    told: 'extendFootprintTtlMalformed',
  },
  {
    name: 'an extension of what has no lifetime',
    good: extension(100, [data(1, 'temporary')], []),
    bad: extension(100, [accountKeyOf(1)], []),
    told: 'extendFootprintTtlMalformed',
  },
  {
    name: 'an extension beyond the longest life',
    good: extension(longestLife - 1, [data(1)], []),
    bad: extension(longestLife, [data(1)], []),
    told: 'extendFootprintTtlMalformed',
  },
  {
    name: 'a restoration that reads',
    good: restoration([], [data(1)]),
    bad: restoration([data(2)], [data(1)]),
    told: 'restoreFootprintMalformed',
  },
  {
    name: 'a restoration of what is temporary',
    good: restoration([], [data(1)]),
    bad: restoration([], [data(1, 'temporary')]),
    told: 'restoreFootprintMalformed',
  },
]

test.each(cases)('$name is refused', ({ good, bad, told }) => {
  const ledger = bench()
  expect(sent({ tx: good }, ledger).code).toBe('PENDING')
  const { code, result } = sent({ tx: bad }, ledger)
  expect([code, innerCodes(result)]).toEqual(['txFailed', [told]])
})

test('what only a later protocol can write is malformed, and nothing is asked for it', () => {
  const creating = (executable: xdr.ContractExecutable) => {
    const address = xdr.ScAddress.scAddressTypeAccount(id())
    const fromAddress = new xdr.ContractIdPreimageFromAddress({ address, salt: new Uint8Array(32) })
    const contractIdPreimage = xdr.ContractIdPreimage.contractIdPreimageFromAddress(fromAddress)
    const hostFunction = xdr.HostFunction.hostFunctionTypeCreateContract(new xdr.CreateContractArgs({ contractIdPreimage, executable }))
    return transaction([Operation.invokeHostFunction({ func: hostFunction, auth: [] })], resources([], [code]))
  }
  const owned = xdr.ScAddress.scAddressTypeContract(new xdr.ContractId(new Uint8Array(32)))
  const reference = new xdr.ContractExecutableExternalRef({ executableOwner: owned, tag: 'tag' })
  const ledger = bench()

  expect(sent({ tx: creating(xdr.ContractExecutable.contractExecutableWasm(new Uint8Array(32))) }, ledger).code).toBe('PENDING')
  const { code: refused, result } = sent({ tx: creating(xdr.ContractExecutable.contractExecutableExternalRef(reference)) }, ledger)
  expect([refused, result?.feeCharged]).toEqual(['txMalformed', 0n])
})

test('extensions and restorations may have a memo and a muxed source, as only invocations may not', () => {
  const muxed = xdr.MuxedAccount.keyTypeMuxedEd25519(new xdr.MuxedAccountMed25519({ id: 5n, ed25519: owner.publicKey }))
  for (const tx of [extension(100, [data(1)], []), restoration([], [data(1)])]) {
    const with_ = new xdr.Transaction({ ...tx, memo: xdr.Memo.memoText('memo'), sourceAccount: muxed })
    expect(sent({ tx: with_ }, bench()).code).toBe('PENDING')
  }
})

test('the first bad operation ends the judgement; all others keep the result they were made with', () => {
  const destination = Keypair.random().publicKey()
  const merge = Operation.accountMerge({ destination })
  const bad = Operation.bumpSequence({ bumpTo: '0' })
  const negative = new xdr.Operation({ ...bad, body: xdr.OperationBody.bumpSequence(new xdr.BumpSequenceOp({ bumpTo: -1n })) })
  const { code, result } = sent({ tx: transaction([merge, negative, negative, merge]) }, bench())

  expect(code).toBe('txFailed')
  expect(innerCodes(result)).toEqual(['accountMergeSuccess', 'bumpSequenceBadSeq', 'bumpSequenceSuccess', 'accountMergeSuccess'])
})

function innerCodes(result: xdr.TransactionResult | null): string[] {
  if (result?.result.type !== 'txFailed') return []
  return result.result.results.map((each) => (each.type === 'opInner' ? (each.tr.value as { type: string }).type : each.type))
}

function upload(bytes: number): xdr.Operation {
  return Operation.uploadContractWasm({ wasm: Buffer.alloc(bytes) })
}

function ofAsset(fromAsset: xdr.Asset): xdr.Operation {
  const contractIdPreimage = xdr.ContractIdPreimage.contractIdPreimageFromAsset(fromAsset)
  const executable = xdr.ContractExecutable.contractExecutableStellarAsset()
  const hostFunction = xdr.HostFunction.hostFunctionTypeCreateContract(new xdr.CreateContractArgs({ contractIdPreimage, executable }))
  return Operation.invokeHostFunction({ func: hostFunction, auth: [] })
}

function extension(extendTo: number, readOnly: xdr.LedgerKey[], readWrite: xdr.LedgerKey[]): xdr.Transaction {
  return transaction([Operation.extendFootprintTtl({ extendTo })], resources(readOnly, readWrite))
}

function restoration(readOnly: xdr.LedgerKey[], readWrite: xdr.LedgerKey[]): xdr.Transaction {
  return transaction([Operation.restoreFootprint({})], resources(readOnly, readWrite))
}

function id(): xdr.PublicKey {
  return xdr.PublicKey.publicKeyTypeEd25519(new Uint8Array(32))
}
