import { expect, test } from '@jest/globals'
import { Host, HostFailure, operation } from '../../../local/network/host/host.ts'
import { builds, hostIsFresh } from '../../../local/network/host/provenance.ts'
import { Ledger } from '../../../local/network/ledger/ledger.ts'
import { loadProfile } from '../../../local/network/ledger/settings.ts'
import { fixtureWasm } from '../../support/stellar-client.ts'

test('the committed modules of the host come from the sources beside them', () => {
  expect(hostIsFresh()).toBe(true)
})

test('there is a module that applies and one that simulates for each protocol', () => {
  expect(builds.map(({ name }) => name)).toEqual(['p27-plain', 'p27-recording', 'p28-plain', 'p28-recording'])
})

for (const { name } of builds) {
  const protocol = Number(name.slice(1, 3))

  test(`${name} is of the protocol it is named after`, () => {
    expect(new Host(name).call(operation.version, new Uint8Array()).u32()).toBe(protocol)
  })

  test(`${name} starts anew after a panic, whose text is told`, () => {
    const host = new Host(name)
    expect(() => host.call(operation.panic, new Uint8Array())).toThrow(/asked to panic/)
    expect(host.call(operation.version, new Uint8Array()).u32()).toBe(protocol)
  })

  test(`${name} refuses requests that it cannot read, and goes on`, () => {
    const host = new Host(name)
    for (const wanted of Object.values(operation)) {
      if (wanted === operation.version) continue
      for (const length of [1, 3, 7, 64]) {
        const request = new Uint8Array(length).fill(0xff)
        expect(() => host.call(wanted, request)).toThrow(HostFailure)
      }
    }
    expect(host.call(operation.version, new Uint8Array()).u32()).toBe(protocol)
  })
}

test('settings and contracts survive a panic', () => {
  const ledger = new Ledger({ passphrase: 'test', profile: loadProfile('testnet', 27), closeTime: 1n })
  const host = new Host('p27-plain')
  host.configure(ledger.settings.forHost)
  host.addContract('00', fixtureWasm)
  expect(() => host.call(operation.panic, new Uint8Array())).toThrow(HostFailure)

  // Needs the settings; 4 zeros are an empty list of changes after the number of the ledger.
  expect(host.call(operation.rentFee, new Uint8Array(8)).u64()).toBe(0n)
})
