import { xdr } from '@stellar/stellar-sdk'
import { type Attempt, changed, envelopeOf } from './attempt.ts'
import { accountKeyOf, data, dataOfSize, many, trustLine, unfitKeys } from './footprint-keys.ts'
import { type Base, isInvocation, isSoroban, type Kind } from './kind.ts'
import { root } from './recorded.ts'

const frame = 'transactions/TransactionFrame.cpp'
const checkResources = `${frame} checkSorobanResources`
const preSeqNum = `${frame} commonValidPreSeqNum`

type Resources = ConstructorParameters<typeof xdr.SorobanResources>[0]
type Twins = ReturnType<Kind['twins']>

/** What Soroban transactions declare. The fee suffices for all of it, so that only the rule in question decides. */
export const resourceKinds: readonly Kind[] = [
  ...limits(),
  ...badKeys(),
  {
    name: 'a key twice in the read-only footprint',
    rule: preSeqNum,
    code: 'txSorobanInvalid',
    of: isInvocation,
    twins: (base) => footprints(base, { readOnly: [data(1), data(2)] }, { readOnly: [data(1), data(1)] }),
  },
  {
    name: 'a key twice in the read-write footprint',
    rule: preSeqNum,
    code: 'txSorobanInvalid',
    of: isInvocation,
    twins: (base) => footprints(base, { readWrite: [data(1), data(2)] }, { readWrite: [data(1), data(1)] }),
  },
  {
    name: 'a key in both footprints',
    rule: preSeqNum,
    code: 'txSorobanInvalid',
    of: isInvocation,
    twins: (base) => footprints(base, { readOnly: [data(1)], readWrite: [data(2)] }, { readOnly: [data(1)], readWrite: [data(1)] }),
  },
  ...[
    { name: 'archived entries out of order', second: data(2), good: [0, 1], bad: [1, 0] },
    { name: 'an archived entry named twice', second: data(2), good: [0, 1], bad: [1, 1] },
    { name: 'an archived entry beyond the footprint', second: data(2), good: [0, 1], bad: [0, 2] },
    { name: 'an archived entry that is temporary', second: data(2, 'temporary'), good: [0], bad: [0, 1] },
  ].map(
    ({ name, second, good, bad }): Kind => ({
      name,
      rule: checkResources,
      code: 'txSorobanInvalid',
      of: isInvocation,
      twins: (base) => {
        const keys = { readOnly: [], readWrite: [data(1), second] }
        return { good: declaring(base, keys, good), bad: declaring(base, keys, bad) }
      },
    }),
  ),
  {
    name: 'a memo',
    rule: `${frame} validateSorobanMemo`,
    code: 'txSorobanInvalid',
    of: isInvocation,
    twins: ({ tx }) => ({ good: { tx }, bad: { tx: changed(tx, { memo: xdr.Memo.memoText('memo') }) } }),
  },
  {
    name: 'a muxed source',
    rule: `${frame} validateSorobanMemo`,
    code: 'txSorobanInvalid',
    of: isInvocation,
    twins: ({ tx }) => ({ good: { tx }, bad: { tx: changed(tx, { sourceAccount: muxed() }) } }),
  },
  {
    name: 'a muxed source of the operation',
    rule: `${frame} validateSorobanMemo`,
    code: 'txSorobanInvalid',
    of: isInvocation,
    twins: ({ tx }) => {
      const from = (sourceAccount: xdr.MuxedAccount) => tx.operations.map(({ body }) => new xdr.Operation({ sourceAccount, body }))
      const plain = xdr.MuxedAccount.keyTypeEd25519(root.publicKey)
      return { good: { tx: changed(tx, { operations: from(plain) }) }, bad: { tx: changed(tx, { operations: from(muxed()) }) } }
    },
  },
  {
    name: 'two Soroban operations',
    rule: `${frame} validateSorobanOpsConsistency`,
    code: 'txMalformed',
    of: isSoroban,
    twins: ({ tx }) => ({
      good: { tx },
      bad: { tx: changed(tx, { operations: [...tx.operations, ...tx.operations], fee: tx.fee + 100 }) },
    }),
  },
  {
    name: 'a classic operation after a Soroban one',
    rule: `${frame} validateSorobanOpsConsistency`,
    code: 'txMalformed',
    of: isSoroban,
    twins: ({ tx }) => ({ good: { tx }, bad: { tx: changed(tx, { operations: [...tx.operations, bump()], fee: tx.fee + 100 }) } }),
  },
  {
    name: 'a Soroban operation after a classic one',
    rule: `${frame} validateSorobanOpsConsistency`,
    code: 'txMalformed',
    of: isSoroban,
    twins: ({ tx }) => ({ good: { tx }, bad: { tx: changed(tx, { operations: [bump(), ...tx.operations], fee: tx.fee + 100 }) } }),
  },
  {
    name: 'resources of a classic operation',
    rule: preSeqNum,
    code: 'txMalformed',
    of: isSoroban,
    twins: ({ tx }) => ({
      good: { tx: changed(tx, { operations: [bump()], ext: xdr.TransactionExt.v0() }) },
      bad: { tx: changed(tx, { operations: [bump()] }) },
    }),
  },
]

function limits(): Kind[] {
  const limit = (name: string, at: (base: Base, more: number) => Attempt, of = isInvocation): Kind => ({
    name: `more than the most ${name}`,
    rule: checkResources,
    code: 'txSorobanInvalid',
    of,
    twins: (base) => ({ good: at(base, 0), bad: at(base, 1) }),
  })
  return [
    limit('instructions', (base, more) => amounts(base, { instructions: Number(base.ledger.settings.compute.txMaxInstructions) + more })),
    limit('bytes read from disk', (base, more) =>
      amounts(base, { diskReadBytes: base.ledger.settings.ledgerCost.txMaxDiskReadBytes + more }),
    ),
    limit('bytes written', (base, more) => amounts(base, { writeBytes: base.ledger.settings.ledgerCost.txMaxWriteBytes + more })),
    limit('entries read from disk', (base, more) => {
      const readOnly = many(base.ledger.settings.ledgerCost.txMaxDiskReadEntries + more, accountKeyOf)
      return declaring(base, { readOnly, readWrite: [] })
    }),
    limit('entries written', (base, more) => {
      const readWrite = many(base.ledger.settings.ledgerCost.txMaxWriteLedgerEntries + more, data)
      return declaring(base, { readOnly: [], readWrite })
    }),
    limit('entries in the footprint', (base, more) =>
      declaring(base, { readOnly: many(base.ledger.settings.maxFootprint + more, data), readWrite: [] }),
    ),
    limit(
      'bytes of a key',
      (base, more) => declaring(base, { readOnly: [dataOfSize(base.ledger.settings.maxKeySize + 4 * more)], readWrite: [] }),
      hasSmallKeys,
    ),
    {
      ...limit('bytes of a transaction', (base, more) => padded(base, base.ledger.settings.bandwidth.txMaxSizeBytes + 4 * more), isCall),
      rare: true,
    },
  ]
}

function badKeys(): Kind[] {
  return Object.entries(unfitKeys).map(([name, key]) => ({
    name: `${name} in the footprint`,
    rule: checkResources,
    code: 'txSorobanInvalid',
    of: isInvocation,
    twins: (base) => footprints(base, { readOnly: [trustLine], readWrite: [] }, { readOnly: [key], readWrite: [] }),
  }))
}

interface Footprint {
  readOnly: xdr.LedgerKey[]
  readWrite: xdr.LedgerKey[]
}

function footprints(base: Base, good: Partial<Footprint>, bad: Partial<Footprint>): Twins {
  const none = { readOnly: [], readWrite: [] }
  return { good: declaring(base, { ...none, ...good }), bad: declaring(base, { ...none, ...bad }) }
}

function amounts(base: Base, changes: Partial<Resources>): Attempt {
  return resourced(base, { ...base.soroban?.resources, footprint: footprint({ readOnly: [], readWrite: [] }), ...changes } as Resources)
}

function declaring(base: Base, keys: Footprint, archived: number[] = []): Attempt {
  const ext =
    archived.length === 0
      ? xdr.SorobanTransactionDataExt.v0()
      : xdr.SorobanTransactionDataExt.resourceExt(new xdr.SorobanResourcesExtV0({ archivedSorobanEntries: archived }))
  return resourced(base, { ...base.soroban?.resources, footprint: footprint(keys) } as Resources, ext)
}

function resourced(
  base: Base,
  resources: Resources,
  ext: xdr.SorobanTransactionDataExt = xdr.SorobanTransactionDataExt.v0(),
  tx = base.tx,
): Attempt {
  const resourceFee = 4_000_000_000n
  const sorobanData = new xdr.SorobanTransactionData({ resources: new xdr.SorobanResources(resources), resourceFee, ext })
  return { tx: changed(tx, { fee: Number(resourceFee) + 100, ext: xdr.TransactionExt.sorobanData(sorobanData) }) }
}

function footprint(keys: Footprint): xdr.LedgerFootprint {
  return new xdr.LedgerFootprint(keys)
}

// Some of the recorded networks allow keys that no transaction can hold.
function hasSmallKeys(base: Base): boolean {
  const { maxKeySize, bandwidth } = base.ledger.settings
  return isInvocation(base) && 2 * maxKeySize < bandwidth.txMaxSizeBytes
}

function isCall({ tx }: Base): boolean {
  const body = tx.operations[0]?.body
  return body?.type === 'invokeHostFunction' && body.invokeHostFunctionOp.hostFunction.type === 'hostFunctionTypeInvokeContract'
}

// Filled up to a size with an argument more.
function padded(base: Base, size: number): Attempt {
  const fill = (length: number) => {
    const [operation] = base.tx.operations
    if (operation?.body.type !== 'invokeHostFunction') throw new Error('not an invocation')
    const { hostFunction, auth } = operation.body.invokeHostFunctionOp
    if (hostFunction.type !== 'hostFunctionTypeInvokeContract') throw new Error('not a call')
    const { contractAddress, functionName, args } = hostFunction.invokeContract
    const more = [...args, xdr.ScVal.scvBytes(new Uint8Array(length))]
    const call = xdr.HostFunction.hostFunctionTypeInvokeContract(new xdr.InvokeContractArgs({ contractAddress, functionName, args: more }))
    const body = xdr.OperationBody.invokeHostFunction(new xdr.InvokeHostFunctionOp({ hostFunction: call, auth }))
    const tx = changed(base.tx, { operations: [new xdr.Operation({ sourceAccount: null, body })] })
    return resourced(base, base.soroban?.resources as Resources, undefined, tx)
  }
  return fill(size - envelopeOf(fill(0), base.ledger.networkId, root).length)
}

function muxed(): xdr.MuxedAccount {
  return xdr.MuxedAccount.keyTypeMuxedEd25519(new xdr.MuxedAccountMed25519({ id: 1n, ed25519: root.publicKey }))
}

function bump(): xdr.Operation {
  return new xdr.Operation({ sourceAccount: null, body: xdr.OperationBody.bumpSequence(new xdr.BumpSequenceOp({ bumpTo: 0n })) })
}
