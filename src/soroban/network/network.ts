import type { Run } from '../../core/action.ts'
import type { Place } from '../../core/problem.ts'
import { rpcAddressInvalid, rpcNotSecure } from '../problems.ts'
import { networkSection, passphrases } from './network-section.ts'

/** The network an environment uses, values resolved. */
export interface Network {
  readonly name: string
  readonly passphrase: string
  readonly rpcUrl: string
  readonly environment: string
  /** Where it stands in fairlead.yml. */
  readonly at: Place | null
}

/** The network of this run; refuses plain http to anything but this machine. */
export function networkOf({ config, references }: Pick<Run, 'config' | 'references'>): Network {
  const { name, rpc, passphrase } = config.require(networkSection)
  const at = config.position('network', 'rpc')
  const rpcUrl = references.resolve(rpc, { at })
  if (!URL.canParse(rpcUrl)) throw rpcAddressInvalid({ at })
  const { protocol, hostname } = new URL(rpcUrl)
  if (!['http:', 'https:'].includes(protocol)) throw rpcAddressInvalid({ at })
  if (protocol === 'http:' && !isLoopback(hostname)) throw rpcNotSecure({ host: hostname, at })
  return {
    name,
    // The schema has made sure that a custom network brings its own.
    passphrase: name === 'custom' ? (passphrase ?? '') : passphrases[name],
    rpcUrl,
    environment: config.environment,
    at: config.position('network'),
  }
}

/** What a network is known as, whatever fairlead.yml calls it: its passphrase makes a network, and mainnet's rules hold by any name. */
export function knownNameOf({ name, passphrase }: Pick<Network, 'name' | 'passphrase'>): string {
  return Object.entries(passphrases).find(([, known]) => known === passphrase)?.[0] ?? name
}

/** Whether a host is this machine: only there may a secret travel without TLS. */
export function isLoopback(hostname: string): boolean {
  return hostname === 'localhost' || hostname === '[::1]' || /^127(\.\d{1,3}){3}$/.test(hostname)
}
