import { batchCall } from '../batch/batch-call.ts'
import { readDeployed, readDeploymentFacts } from '../deployment-facts.ts'
import { readInitialized } from '../initialized.ts'
import { notUpgradable, wasmChanged } from '../manifest-problems.ts'
import type { Chain } from '../network/chain.ts'
import type { ChainFacts } from '../network/facts.ts'
import { codeKey, instanceKey } from '../network/keys.ts'
import type { BatchedStep, BatchStep, ChainStep } from '../plan/deployment-plan.ts'
import { ledgersOf } from '../plan/ledgers.ts'
import { isProved } from '../probe-reading.ts'
import { specOf } from '../spec/spec.ts'
import { everyContract, type Wanted, type WantedContract } from '../wanted.ts'
import type { WasmHash } from '../wasm/contract-file.ts'
import type { ChainTask } from './carry-out.ts'
import { mergeChannels, openChannels } from './channels.ts'
import { createCall, extendCall, invokeCall, restoreCall, uploadCall } from './operations.ts'
import type { ChainCall } from './transaction.ts'

interface Site {
  readonly wanted: Wanted
  readonly chain: Chain
}

/** The transaction of a step, and how the chain shows it done. */
export async function taskOf(step: ChainStep, site: Site): Promise<ChainTask> {
  const { chain, wanted } = site
  const { sdk } = chain
  const facts = () => readDeployed(wanted, chain)
  switch (step.do) {
    case 'open-channels':
      return openChannels(step.id, wanted.channels, chain)
    case 'merge-channels': {
      const leaving = wanted.channels.filter(({ address }) => step.accounts.includes(address))
      return mergeChannels(step.id, leaving, { chain, deployer: wanted.signer })
    }
    case 'upload': {
      const { file } = judgedContract(step.for[0] ?? '', step.wasm, wanted)
      return { call: uploadCall(step.id, file, sdk), isDone: async () => (await facts()).codes.get(step.wasm)?.archived === false }
    }
    case 'restore': {
      const keys = [instanceKey(step.address, sdk), ...(step.wasm === null ? [] : [codeKey(step.wasm, sdk)])]
      const isDone = async () => (await facts()).instances.get(step.contract)?.archived === false
      return { call: restoreCall(step.id, keys, sdk), isDone }
    }
    case 'keep': {
      const keys = [codeKey(step.wasm, sdk)]
      const ledgers = await extensionLedgers(wanted, facts)
      return { call: extendCall(step.id, { keys, ledgers }, sdk), isDone: () => liveLongEnough(keys, ledgers, chain) }
    }
    case 'create': {
      const { salt, file, constructorArguments } = judgedContract(step.contract, step.wasm, wanted)
      const creation = { deployer: wanted.signer.address, salt, wasm: step.wasm, arguments: constructorArguments.values, spec: file.spec }
      const isDone = async () => (await facts()).instances.get(step.contract)?.wasmHash === step.wasm
      return { call: createCall(step.id, creation, sdk), isDone }
    }
    case 'upgrade':
      return upgradeTask(step, site, facts)
    case 'migrate':
      return migrateTask(step, site)
    case 'init':
      return initTask(step, site, facts)
    case 'batch':
      return batchTask(step, site)
    case 'extend': {
      const keys = step.entries.map(({ contract, entry }) => {
        const { id, file } = contractOf(contract, wanted)
        return entry === 'instance' ? instanceKey(id, sdk) : codeKey(file.hash, sdk)
      })
      return { call: extendCall(step.id, { keys, ledgers: step.ledgers }, sdk), isDone: () => liveLongEnough(keys, step.ledgers, chain) }
    }
  }
}

type ReadFacts = () => Promise<ChainFacts>

async function upgradeTask(step: Extract<ChainStep, { do: 'upgrade' }>, { wanted, chain }: Site, facts: ReadFacts): Promise<ChainTask> {
  const contract = judgedContract(step.contract, step.to, wanted)
  const running = (await facts()).codes.get(step.from)
  const spec = running === undefined ? null : specOf(running.bytes, chain.sdk)
  const typed = contract.upgradeArguments(spec, step.to)
  if (!('values' in typed))
    throw notUpgradable({
      contract: step.contract,
      id: step.address,
      reason: 'reason' in typed ? typed.reason : 'its arguments do not fit',
    })
  const invocation = { id: step.address, call: step.call, arguments: typed.values, spec }
  return {
    call: invokeCall(step.id, invocation, chain.sdk),
    isDone: async () => (await facts()).instances.get(step.contract)?.wasmHash === step.to,
  }
}

/** Another release may have migrated it before: then there is nothing to send. */
function migrateTask(step: Extract<ChainStep, { do: 'migrate' }>, { wanted, chain }: Site): ChainTask {
  const { id, migrate, file } = contractOf(step.contract, wanted)
  if (migrate === null) throw new TypeError(`"${step.contract}" has no migration`)
  const invocation = { id, call: step.call, arguments: migrate.arguments.values, spec: file.spec }
  return {
    call: invokeCall(step.id, invocation, chain.sdk),
    isDone: () => isProved({ id, spec: file.spec, probe: migrate.proof }, { chain, source: wanted.signer.address }),
    looksFirst: true,
  }
}

/** What its steps would do by themselves, one after the other in one transaction; but nothing is migrated twice. */
async function batchTask(step: BatchStep, site: Site): Promise<ChainTask> {
  const { wanted, chain } = site
  const found = await readDeploymentFacts(wanted, chain)
  const isOpen = (part: BatchedStep) => part.do !== 'migrate' || !found.migrated.has(part.contract)
  const tasks = await Promise.all(step.steps.filter(isOpen).map((part) => taskOf(part, site)))
  const batch = { id: wanted.batchDeployer.id, deployer: wanted.signer.address, calls: tasks.map(({ call }) => call).filter(isChainCall) }
  return {
    call: batchCall(step.id, batch, chain.sdk),
    isDone: async () => (await Promise.all(tasks.map(({ isDone }) => isDone()))).every((one) => one),
  }
}

function isChainCall(call: ChainTask['call']): call is ChainCall {
  return 'operation' in call
}

function initTask(step: Extract<ChainStep, { do: 'init' }>, { wanted, chain }: Site, facts: ReadFacts): ChainTask {
  const { id, init, file } = contractOf(step.contract, wanted)
  const invocation = { id, call: step.call, arguments: init?.arguments.values ?? [], spec: file.spec }
  return {
    call: invokeCall(step.id, invocation, chain.sdk),
    async isDone() {
      const instance = (await facts()).instances.get(step.contract)
      if (instance === undefined) return false
      const read = { id, spec: file.spec, readBack: init?.readBack ?? null, instance }
      return (await readInitialized(read, { chain, source: wanted.signer.address })).is === 'yes'
    },
  }
}

async function extensionLedgers({ ttl }: Wanted, facts: ReadFacts): Promise<number> {
  return ledgersOf(ttl.extendToMs, await facts())
}

/** Nine tenths: some ledgers have passed since the extension. */
async function liveLongEnough(keys: Parameters<Chain['read']>[0], ledgers: number, chain: Chain): Promise<boolean> {
  const read = await chain.read(keys)
  return keys.every((key) => (read.entry(key)?.liveUntil ?? 0) - read.latestLedger >= ledgers * 0.9)
}

/** What was judged, and whose builder was proved, is what is sent: problem `soroban/wasm-changed` where the file is another one now. */
function judgedContract(name: string, judged: WasmHash, wanted: Wanted): WantedContract {
  const contract = contractOf(name, wanted)
  if (contract.file.hash !== judged) throw wasmChanged({ contract: name, path: contract.file.path, at: contract.file.at })
  return contract
}

function contractOf(name: string, wanted: Wanted): WantedContract {
  const contract = everyContract(wanted).find((one) => one.name === name)
  if (contract === undefined) throw new TypeError(`a step names the contract "${name}", which is not wanted`)
  return contract
}
