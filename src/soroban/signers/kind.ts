import type { z } from 'zod'
import type { Path } from '../../config/source.ts'
import type { Run } from '../../core/action.ts'
import type { Place } from '../../core/problem.ts'
import type { World } from '../../core/world.ts'
import type { Sdk } from '../network/sdk.ts'
import type { Derive, Signer } from './signer.ts'

/** What of the world signers use: services are asked, commands are run. */
export type SigningWorld = Pick<World, 'fetch' | 'sleep' | 'processes' | 'directory' | 'cancellation'>

/** What a signer is opened with. */
export interface SignerContext {
  readonly references: Run['references']
  readonly sdk: Sdk
  readonly world: SigningWorld
  /** Where a part of the signer stands in fairlead.yml. */
  readonly position: (...path: Path) => Place | null
}

/** A signer that is ready. `derive` is null where the secret is not on this machine. */
export interface OpenedSigner extends Signer {
  readonly derive: Derive | null
}

/** One kind of signer: the key that names it, what stands under the key, and how it is opened. */
export interface SignerKind<Settings> {
  readonly key: string
  readonly schema: z.ZodType<Settings>
  /** Learns whose key it is. Signs nothing; whoever calls it checks what `signHash` gives. */
  readonly open: (settings: Settings, context: SignerContext) => Promise<OpenedSigner>
}
