import type { Path } from '../config/source.ts'
import type { Run } from '../core/action.ts'
import { parseDuration } from '../core/duration.ts'
import { collected, type Problem, throwProblems } from '../core/problem.ts'
import { batchDeployerOf } from './batch/batch-deployer.ts'
import { type ContractId, type ContractName, contractIdOf, saltOf } from './contract-id.ts'
import { type ContractProbe, contractProbeOf } from './contract-probe.ts'
import { type ContractSection, contractsSection } from './contracts-section.ts'
import { channelsOf } from './engine/channels.ts'
import { wantedEnvFiles } from './env/env-files.ts'
import { wantedEnvStores } from './env/wanted-env-stores.ts'
import { constructorMissing } from './manifest-problems.ts'
import { knownNameOf, networkOf } from './network/network.ts'
import type { Sdk } from './network/sdk.ts'
import { callOrderProblems } from './plan/call-order.ts'
import { provenancePolicyOf } from './provenance/policy.ts'
import { readBackOf } from './read-back.ts'
import { deployerOf } from './signers/deployer.ts'
import type { SigningWorld } from './signers/kind.ts'
import { type CallToType, noArguments, type TypedArguments, typeArguments } from './spec/arguments.ts'
import { upgradeArguments } from './upgrade/upgrade-call.ts'
import type { Wanted, WantedContract } from './wanted.ts'
import { buildProblems } from './wasm/contract-build.ts'
import { readContractFile } from './wasm/contract-file.ts'

/** Any valid account: stands in for the deployer's where its key is wrong, so that all else is still checked. */
const nobody = 'GAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAWHF'

/** Reads everything that is wanted, without asking the network: a service that holds a key is asked for its public half. All problems are told at once. */
export async function readWanted(run: Pick<Run, 'config' | 'references'>, world: SigningWorld, sdk: Sdk): Promise<Wanted> {
  const { config } = run
  const { directory } = world
  const section = config.require(contractsSection)
  const problems: Problem[] = []
  const network = await collected(() => networkOf(run), problems)
  const signer = await collected(() => deployerOf(run, { sdk, world }), problems)
  const channels = signer === null ? [] : await collected(() => channelsOf(run, signer, sdk), problems)
  const deployer = signer?.address ?? nobody
  const named = Object.entries(section.deploy).map(([name, contract]) => {
    const salt = saltOf({ system: config.system, environment: config.environment, contract: name, generation: contract.generation })
    return { name, contract, salt, id: contractIdOf({ sdk, passphrase: network?.passphrase ?? '', deployer, salt }) }
  })
  const references = run.references.with(
    new Map([
      ['deployer.address', deployer],
      ...named.flatMap(({ name, id }) => [
        [`contracts.${name}.id`, id] as const,
        [`contracts.${name}.hex`, Buffer.from(sdk.StrKey.decodeContract(id)).toString('hex')] as const,
      ]),
    ]),
  )
  const context = { sdk, position: config.position, resolve: references.resolve }
  // Files are read at the same time; problems are told in the order of fairlead.yml, whichever file came first.
  const read = await Promise.all(
    named.map(async (one) => {
      const found: Problem[] = []
      return {
        contract: await wantedContract(one, {
          ...context,
          directory,
          network: network === null ? null : knownNameOf(network),
          problems: found,
        }),
        found,
      }
    }),
  )
  problems.push(...read.flatMap(({ found }) => found))
  const sources = { names: Object.keys(section.deploy), references, position: config.position }
  const envFiles = await collected(() => wantedEnvFiles(section['env-files'], sources), problems)
  const envStores = await collected(() => wantedEnvStores(section['env-stores'], sources), problems)
  const provenance = await collected(() => provenancePolicyOf(section.provenance, { network, position: config.position }), problems)
  problems.push(...callOrderProblems(section.deploy, config.position))
  throwProblems(problems)
  if (network === null || signer === null || channels === null || envFiles === null || envStores === null)
    throw new TypeError('a part is missing and no problem was told')
  const { 'extend-to': extendTo, 'when-below': whenBelow } = section.ttl
  return {
    system: config.system,
    environment: config.environment,
    network,
    signer,
    channels,
    contracts: read.flatMap(({ contract }) => contract ?? []),
    strategy: section.strategy,
    batchDeployer: batchDeployerOf({ sdk, passphrase: network.passphrase, deployer }),
    ttl: { extendToMs: parseDuration(extendTo).ms, whenBelowMs: parseDuration(whenBelow).ms },
    envFiles,
    envStores,
    provenance,
  }
}

interface Named {
  readonly name: ContractName
  readonly contract: ContractSection
  readonly id: ContractId
  readonly salt: Uint8Array
}

type Context = Pick<CallToType, 'sdk' | 'position' | 'resolve'> & { directory: string; network: string | null; problems: Problem[] }

async function wantedContract({ name, contract, id, salt }: Named, context: Context): Promise<WantedContract | null> {
  const { sdk, position, directory, network, problems } = context
  const path = ['contracts', 'deploy', name]
  const file = await readContractFile({ contract: name, path: contract.wasm, directory, at: position(...path, 'wasm'), sdk })
  if (!('spec' in file)) {
    problems.push(file)
    return null
  }
  problems.push(...buildProblems(file, { contract: name, network }))
  const { spec } = file
  const told = <Result extends object>(result: Result | { problems: readonly Problem[] }): Result | null => {
    if (!('problems' in result)) return result
    problems.push(...result.problems)
    return null
  }
  const call = (name: string, given: Readonly<Record<string, unknown>>, place: readonly string[]) =>
    told(typeArguments({ ...context, spec, contract: path[2] ?? '', call: name, given, path: [...path, ...place] }))
  const readBack = (wanted: NonNullable<ContractSection['read-back']>, given: TypedArguments | null, place: readonly string[]) =>
    given === null ? null : told(readBackOf(wanted, { ...context, spec, contract: name, given, path: [...path, ...place] }))

  const probe = (wanted: ContractSection['upgrade']['probes'][number], place: Path) =>
    told(contractProbeOf(wanted, { ...context, spec, contract: name, path: [...path, 'upgrade', ...place] }))

  const { migrate, probes } = contract.upgrade
  const hasConstructor = spec.parameters('__constructor') !== null
  if (!hasConstructor && Object.keys(contract.constructor).length > 0)
    problems.push(constructorMissing({ contract: name, at: position(...path, 'constructor') }))
  const constructed = hasConstructor ? call('__constructor', contract.constructor, ['constructor']) : noArguments
  const initialized = contract.init === undefined ? null : call(contract.init.call, contract.init.args, ['init', 'args'])
  const initReadBack = contract.init?.['read-back']
  return {
    name,
    id,
    salt,
    file,
    bundle: contract.bundle ?? null,
    constructorArguments: constructed ?? noArguments,
    init:
      contract.init === undefined
        ? null
        : {
            call: contract.init.call,
            arguments: initialized ?? noArguments,
            readBack: initReadBack === undefined ? null : readBack(initReadBack, initialized, ['init', 'read-back']),
          },
    readBack: contract['read-back'] === undefined ? null : readBack(contract['read-back'], constructed, ['read-back']),
    calls: contract.calls,
    after: contract.after,
    upgradeCall: contract.upgrade.call,
    migrate: migrate === undefined ? null : migrationOf(migrate, { call, probe }),
    probes: probes.flatMap((one, index) => probe(one, ['probes', index]) ?? []),
    accept: contract.accept,
    position: (...place) => position(...path, ...place),
    upgradeArguments: (running, to = file.hash) =>
      upgradeArguments(contract.upgrade, { ...context, spec: running, to, contract: name, path: [...path, 'upgrade', 'args'] }),
  }
}

type Migration = NonNullable<ContractSection['upgrade']['migrate']>

function migrationOf(
  { call, args, proof }: Migration,
  typed: {
    call: (name: string, given: Migration['args'], place: readonly string[]) => TypedArguments | null
    probe: (wanted: Migration['proof'], place: Path) => ContractProbe | null
  },
): WantedContract['migrate'] {
  const given = typed.call(call, args, ['upgrade', 'migrate', 'args'])
  const proved = typed.probe(proof, ['migrate', 'proof'])
  return given === null || proved === null ? null : { call, arguments: given, proof: proved }
}
