import { contractIdOf } from '../contract-id.ts'
import type { Sdk } from '../network/sdk.ts'
import { batchDeployerName } from '../plan/deployment-plan.ts'
import { noArguments } from '../spec/arguments.ts'
import { specOf } from '../spec/spec.ts'
import type { WantedContract } from '../wanted.ts'
import { wasmHashOf } from '../wasm/contract-file.ts'
import { contractMetaOf } from '../wasm/contract-meta.ts'
import { batchDeployerCode } from './batch-deployer-code.ts'

/**
 * The contract (contracts/batch-deployer) that carries out several steps within one invocation. Each deployer has its
 * own, for all of its systems. Its salt is the hash of its code: another version of it has another id.
 */
export function batchDeployerOf({ sdk, passphrase, deployer }: { sdk: Sdk; passphrase: string; deployer: string }): WantedContract {
  const bytes = Buffer.from(batchDeployerCode, 'base64')
  const [hash, spec] = [wasmHashOf(bytes), specOf(bytes, sdk)]
  if (spec === null) throw new TypeError('the batch deployer has no spec')
  const salt = Buffer.from(hash, 'hex')
  return {
    name: batchDeployerName,
    id: contractIdOf({ sdk, passphrase, deployer, salt }),
    bundle: null,
    salt,
    file: { bytes, hash, spec, meta: contractMetaOf(bytes, sdk), path: 'batch-deployer.wasm', at: null },
    constructorArguments: noArguments,
    init: null,
    readBack: null,
    calls: [],
    after: [],
    upgradeCall: 'upgrade',
    migrate: null,
    probes: [],
    accept: [],
    position: () => null,
    upgradeArguments: () => ({ reason: 'it is never upgraded' }),
  }
}
