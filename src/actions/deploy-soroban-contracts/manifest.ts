import { commonInputs, commonOutputs } from '../../core/common.ts'
import { defaulted, defineAction, optional } from '../../core/manifest.ts'
import { parseLumens } from '../../soroban/spec/amount.ts'

export const manifest = defineAction({
  name: 'deploy-soroban-contracts',
  description: 'Brings the contracts on a Stellar network to what fairlead.yml wants, proves it, and renders their ids into env files.',
  icon: 'upload-cloud',
  inputs: {
    ...commonInputs,
    mode: defaulted.oneOf(['deploy', 'verify'], {
      description: '`verify` changes nothing: it lists every difference from fairlead.yml, and fails where there is one.',
      default: 'deploy',
      example: 'verify',
    }),
    network: optional.section('network', {
      example: '{ name: testnet, rpc: "${env.STELLAR_RPC_URL}" }',
    }),
    contracts: optional.section('contracts', {
      example: 'deployer: { secret-key: "${env.STELLAR_SECRET_KEY}" }\ndeploy: { token: { wasm: contracts/token.wasm } }',
    }),
    'spend-limit': defaulted.value('amount', parseLumens, {
      description: 'Refuse a plan that could cost more; bids for inclusion are never raised beyond it.',
      default: '100 XLM',
      example: '25 XLM',
      fromEnvironment: true,
    }),
    'merge-channels': defaulted.flag({
      description: 'Merge the channel accounts of `contracts.channels` back into the deployer at the end: their reserves come back.',
      default: 'false',
      example: 'true',
      fromEnvironment: true,
    }),
    signatures: optional.text({
      description: 'Files with signatures that were made elsewhere, one path a line: see the output `unsigned-transactions`.',
      example: 'signed.json',
    }),
  },
  outputs: {
    ...commonOutputs,
    'contract-ids': {
      description: 'JSON: name of each contract and its id. Known in a dry run too.',
      example: '{"token":"CB44AMFN..."}',
    },
    'wasm-hashes': { description: 'JSON: name of each contract and the sha256 of its code.', example: '{"token":"557b80f9..."}' },
    'env-files': { description: 'JSON: the env files of the release folder that hold the ids.', example: '["packages/backend/.env"]' },
    'env-stores': { description: 'JSON: the env stores that hold the ids.', example: '["vercel"]' },
    'unsigned-transactions': {
      description: 'File of the transactions that wait for signatures from elsewhere; set with the reason-code `soroban/needs-signatures`.',
      example: '.fairlead/unsigned/production.json',
    },
    'ledgers-used': { description: 'Ledgers in which a transaction of this run was applied.', example: '14' },
    'fee-charged': { description: 'What the network charged, in stroops (a ten-millionth of a lumen).', example: '21480000' },
  },
  permissions: {
    contents: 'write: appends to the release record when it lives on a branch',
    attestations: 'read: asks GitHub who built a contract whose attestation is not on disk (contracts.provenance)',
  },
})
