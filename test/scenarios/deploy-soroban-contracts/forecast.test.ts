import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from '@jest/globals'
import { xdr } from '@stellar/stellar-sdk/base'
import type { AppliedTransaction } from '../../../local/network/ledger/closed-ledger.ts'
import { startNetwork } from '../../../local/network/network.ts'
import { makeSystem } from './system.ts'

type Items = Readonly<Record<'rent' | 'refundable' | 'fixed' | 'inclusion', string>>

/** What the ledger says that a transaction paid, by item. */
function chargesOf({ meta }: AppliedTransaction): { fixed: bigint; rent: bigint } {
  const decoded = xdr.TransactionMeta.fromXdr(Buffer.from(meta).toString('base64'), 'base64')
  if (decoded.type !== 'v4' || decoded.value.sorobanMeta?.ext.type !== 'v1') throw new TypeError('a meta without charges')
  const { totalNonRefundableResourceFeeCharged, rentFeeCharged } = decoded.value.sorobanMeta.ext.value
  return { fixed: totalNonRefundableResourceFeeCharged, rent: rentFeeCharged }
}

test.each(['testnet', 'mainnet'] as const)(
  'with the settings of %s every step costs at most its forecast, and at least two thirds of it',
  async (profile) => {
    await using network = await startNetwork({ profile })
    await using system = await makeSystem(network)
    const run = await system.deploy()
    expect(run.errors).toEqual([])
    const begun = await readFile(join(system.repository, '.fairlead', 'record', 'rehearsal', '00000001.json'), 'utf8')
    const { plan, kind } = JSON.parse(begun) as { kind: string; plan: { notes: { 'fee of each step (stroops)': Record<string, Items> } } }
    expect(kind).toBe('begun')
    const applied = [...run.log.matchAll(/^(.+): applied in ledger (\d+)/gm)].map((match) => ({
      step: match[1] ?? '',
      ledger: Number(match[2]),
    }))
    expect(applied).toHaveLength(network.transactions.length)
    const compared = applied.map(({ step, ledger }) => {
      const transaction = network.transactions.find((one) => one.ledger === ledger)
      const items = plan.notes['fee of each step (stroops)'][step]
      if (transaction === undefined || items === undefined) throw new TypeError(`no transaction or no forecast of ${step}`)
      const forecast = Object.values(items).reduce((sum, stroops) => sum + BigInt(stroops), 0n)
      const charged = chargesOf(transaction)
      return {
        step,
        ratio: Number(forecast) / Number(transaction.feeCharged),
        fixed: Number(BigInt(items.fixed)) / Number(charged.fixed),
        rent: Number(BigInt(items.rent)) / Number(charged.rent),
      }
    })
    const off = compared.filter(({ ratio }) => ratio < 1 || ratio > 1.5)
    console.log(`${profile}: forecast to charge ${compared.map(({ step, ratio }) => `${step} ${ratio.toFixed(3)}`).join(', ')}`)
    expect(off).toEqual([])
  },
)

test('a plan beyond the spend limit is refused before anything is signed, and told what it needs', async () => {
  await using network = await startNetwork()
  await using system = await makeSystem(network)
  const run = await system.deploy({ inputs: { 'spend-limit': '5 XLM' } })
  expect(run.errors).toEqual([expect.objectContaining({ title: 'soroban/spend-limit-too-low' })])
  expect(run.errors[0]?.message).toMatch(/may cost up to \d+\.\d\d XLM, and the spend limit is 5\.00 XLM/)
  expect(network.transactions).toHaveLength(0)
  const unitless = await system.deploy({ inputs: { 'spend-limit': '5' } })
  expect(unitless.outputs['reason-code']).toBe('soroban/not-an-amount')
})
