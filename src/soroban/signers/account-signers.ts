import type { xdr } from '@stellar/stellar-sdk/base'
import type { Sdk } from '../network/sdk.ts'
import { weightMissing } from './problems.ts'
import type { Level, Signatory } from './signatory.ts'
import type { Signer } from './signer.ts'

/** Who may sign for an account, as the chain has it. */
export interface AccountSigners {
  readonly thresholds: Readonly<Record<Level, number>>
  /** Of keys that sign with ed25519, by their address. */
  readonly weights: ReadonlyMap<string, number>
}

/** The signers in an account's entry. Its own key counts with its master weight. */
export function signersIn({ accountId, thresholds, signers }: xdr.AccountEntry, { StrKey }: Sdk): AccountSigners {
  const [master = 0, low = 0, medium = 0, high = 0] = thresholds.value
  const addressOf = (key: Uint8Array) => StrKey.encodeEd25519PublicKey(Buffer.from(key))
  const others = signers.flatMap(({ key, weight }) =>
    key.type === 'signerKeyTypeEd25519' ? [[addressOf(key.ed25519.value), weight] as const] : [],
  )
  return {
    thresholds: { low, medium, high },
    weights: new Map([[addressOf(accountId.ed25519.value), master] as const, ...others].filter(([, weight]) => weight > 0)),
  }
}

/** What signatures have to weigh together. A threshold of 0 still asks for one (stellar-core: SignatureChecker). */
export function neededWeight({ thresholds }: AccountSigners, level: Level): number {
  return Math.max(1, thresholds[level])
}

/** The first of these that reach a weight together, and how much is missing then; each key counts once. */
export function pickSigners<One extends Pick<Signer, 'address'>>(
  candidates: readonly One[],
  { weights, needed }: Pick<AccountSigners, 'weights'> & { needed: number },
): { readonly picked: readonly One[]; readonly missing: number } {
  const picked = new Map<string, One>()
  let reached = 0
  for (const one of candidates) {
    const weight = weights.get(one.address) ?? 0
    if (reached >= needed || weight === 0 || picked.has(one.address)) continue
    picked.set(one.address, one)
    reached += weight
  }
  return { picked: [...picked.values()], missing: Math.max(0, needed - reached) }
}

/** An account with those of its signers that are on this machine. */
export function signatoryOf(
  { address, signers }: { readonly address: string; readonly signers: readonly Signer[] },
  found: AccountSigners,
): Signatory {
  return {
    address,
    signersFor(level) {
      const needed = neededWeight(found, level)
      const { picked, missing } = pickSigners(signers, { weights: found.weights, needed })
      if (missing > 0) throw weightMissing({ address, level, needed, missing })
      return picked
    },
  }
}
