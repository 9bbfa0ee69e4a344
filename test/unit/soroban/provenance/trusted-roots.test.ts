import { X509Certificate } from 'node:crypto'
import { expect, test } from '@jest/globals'
import { readTrustedRoots } from '../../../../src/soroban/provenance/trusted-roots.ts'

test('the built-in roots are those of Sigstore and of GitHub, and every chain in them holds', async () => {
  const roots = await readTrustedRoots({ path: null, directory: '/', at: null })
  expect(roots.map(({ certificateAuthorities: [first] }) => first?.uri)).toEqual(['https://fulcio.sigstore.dev', 'fulcio.githubapp.com'])
  for (const { certificateAuthorities, timestampAuthorities } of roots) {
    // A certificate that signs today needs an authority that has not ended.
    expect(certificateAuthorities.filter(({ validFor }) => validFor?.end === undefined)).toHaveLength(1)
    for (const { certChain } of [...certificateAuthorities, ...timestampAuthorities]) {
      const chain = certChain?.certificates.map(({ rawBytes }) => new X509Certificate(rawBytes)) ?? []
      expect(chain.length).toBeGreaterThan(0)
      for (const [place, certificate] of chain.entries()) expect(certificate.verify((chain[place + 1] ?? certificate).publicKey)).toBe(true)
    }
  }
})

test('only the root of public repositories has logs: a bundle of a private one is not in any', async () => {
  const [sigstore, github] = await readTrustedRoots({ path: null, directory: '/', at: null })
  expect([sigstore?.tlogs.length, sigstore?.ctlogs.length]).toEqual([2, 2])
  expect([github?.tlogs.length, github?.ctlogs.length]).toEqual([0, 0])
})
