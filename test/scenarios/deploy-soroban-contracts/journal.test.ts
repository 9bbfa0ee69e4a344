import { appendFile, readFile, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { setImmediate } from 'node:timers/promises'
import { expect, test } from '@jest/globals'
import { startNetwork } from '../../../local/network/network.ts'
import { startAction } from '../../support/run-action.ts'
import { byHand, closeWhenWaiting, makeSystem, manifest, type System } from './system.ts'

const withChannels = manifest.replace('  env-files:', '  channels: { count: 4 }\n  env-files:')
const journalOf = ({ repository }: System) => join(repository, '.fairlead', 'journal', 'rehearsal.ndjson')

test.each(['kept', 'deleted', 'torn'] as const)(
  'a run that is killed with transactions on their way is finished by the next one, its journal %s',
  async (fate) => {
    await using network = await startNetwork({ ...byHand, profile: 'mainnet' })
    await using system = await makeSystem(network, { yml: withChannels, isByHand: true })
    const action = {
      repository: system.repository,
      inputs: { environment: 'rehearsal' },
      env: { STELLAR_RPC_URL: network.rpcUrl, STELLAR_SECRET_KEY: system.deployer.secret() },
    }
    const killed = await startAction('deploy-soroban-contracts', action)
    await closeWhenWaiting(network, [1])
    while (network.waiting < 4) await setImmediate()
    killed.kill('SIGKILL')
    await killed.ended
    const journal = await readFile(journalOf(system), 'utf8')
    expect(journal).not.toContain(system.deployer.secret())
    if (fate === 'deleted') await rm(journalOf(system))
    if (fate === 'torn') await appendFile(journalOf(system), journal.slice(0, 40))

    const sentBefore = network.calls.get('sendTransaction') ?? 0
    const again = startAction('deploy-soroban-contracts', { ...action, facts: { GITHUB_RUN_ATTEMPT: '2' } })
    // The four uploads are waiting already: the next run takes them up, or outbids each by the same work with the same number.
    while ((network.calls.get('sendTransaction') ?? 0) < sentBefore + 4) await setImmediate()
    await closeWhenWaiting(network, [4, 4, 1])
    const run = await (await again).ended
    expect(run.errors).toEqual([])
    expect(network.transactions).toHaveLength(10)
    expect(network.transactions.filter(({ succeeded }) => !succeeded)).toEqual([])
    const uploads = network.transactions.slice(1, 5).map(({ id }) => id)
    const written = journal
      .trim()
      .split('\n')
      .map((line) => (JSON.parse(line) as { hash: string }).hash)
    if (fate !== 'deleted') expect(uploads.every((id) => written.includes(id))).toBe(true)
  },
)
