import { expect, test } from '@jest/globals'
import { loadConfig } from '../../../src/config/config.ts'
import { type Problem, problemsOf } from '../../../src/core/problem.ts'
import { contractsSection } from '../../../src/soroban/contracts-section.ts'
import { networkSection } from '../../../src/soroban/network/network-section.ts'

const contracts = 'contracts:\n  deployer: { secret-key: "${env.KEY}" }\n  deploy:\n    token: { wasm: token.wasm }\n'
const network = 'network: { name: testnet, rpc: "${env.RPC}" }\n'

const load = (text: string) =>
  loadConfig({
    text: `system: traqora\nenvironments: { staging: {} }\n${text}`,
    file: 'fairlead.yml',
    environment: 'staging',
    inline: new Map(),
    sections: [networkSection, contractsSection],
  })

function problemsIn(text: string): readonly Problem[] {
  try {
    load(text)
    return []
  } catch (thrown) {
    return problemsOf(thrown) ?? []
  }
}

test('what is left out has its default', () => {
  expect(load(network + contracts).require(contractsSection)).toEqual({
    deployer: { 'secret-key': '${env.KEY}' },
    'env-files': [],
    'env-stores': [],
    strategy: 'waves',
    ttl: { 'extend-to': '30d', 'when-below': '15d' },
    deploy: {
      token: {
        wasm: 'token.wasm',
        constructor: {},
        calls: [],
        after: [],
        upgrade: { call: 'upgrade', args: {}, probes: [] },
        accept: [],
        generation: 1,
      },
    },
  })
})

test.each([
  [
    'a passphrase of a network that has its own',
    'network: { name: testnet, rpc: x, passphrase: y }\n',
    'The passphrase of testnet is built in',
  ],
  ['a custom network without passphrase', 'network: { name: custom, rpc: x }\n', 'custom network needs its passphrase'],
  ['an unknown network', 'network: { name: tesnet, rpc: x }\n', 'network.name'],
  ['no rpc', 'network: { name: testnet }\n', 'network.rpc'],
  ['no contract', 'contracts: { deployer: { secret-key: "${env.KEY}" }, deploy: {} }\n', 'at least one contract'],
  ['a ttl that would be extended for ever', contracts.replace('  deploy:', '  ttl: { extend-to: 7d }\n  deploy:'), 'less than extend-to'],
  ['a ttl without unit', contracts.replace('  deploy:', '  ttl: { extend-to: "7" }\n  deploy:'), 'is not a duration'],
  [
    'a signer of an unknown kind',
    contracts.replace('{ secret-key: "${env.KEY}" }', '{ aws-kmz: { region: x } }'),
    'Did you mean "aws-kms"?',
  ],
  ['two kinds of signers', contracts.replace('{ secret-key:', '{ vault: { url: x, key: y }, secret-key:'), 'vault'],
  [
    'a secret in the file',
    contracts.replace('{ secret-key: "${env.KEY}" }', '{ vault: { url: x, key: y, token: hvs.1 } }'),
    'not the secret itself',
  ],
  [
    'a misspelled key of a co-signer',
    contracts.replace('{ secret-key: "${env.KEY}" }', '{ multi-signature: { account: G, signers: [{ vault: { url: x, kye: y } }] } }'),
    'Did you mean "key"?',
  ],
  ['a key that is not known', contracts.replace('wasm:', 'wams:'), 'Did you mean "wasm"?'],
])('%s is told', (_, text, message) => {
  expect(
    problemsIn(text)
      .map((problem) => problem.message)
      .join('\n')
      .toLowerCase(),
  ).toContain(message.toLowerCase())
})

test('ids of contracts and the address of the deployer are references that others may use', () => {
  expect(contractsSection.provides(load(contracts).require(contractsSection))).toEqual(['deployer.address', 'contracts.token.id'])
})
