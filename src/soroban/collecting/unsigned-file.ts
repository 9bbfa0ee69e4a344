import { mkdir, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import type { World } from '../../core/world.ts'
import type { ChainStep } from '../plan/deployment-plan.ts'

/** One transaction as it is shown to those who sign it. */
export interface UnsignedEntry {
  readonly step: ChainStep
  /** Hash in hex: these 32 bytes are signed. */
  readonly hash: string
  /** XDR in base64, without signatures. */
  readonly envelope: string
  readonly source: string
  readonly sequence: string
  readonly 'valid-until-ledger': number
  readonly 'valid-until': string
  /** What is still missing of the weight that it needs. */
  readonly 'missing-weight': number
  readonly signatures: readonly { readonly signer: string; readonly signature: string }[]
}

export interface UnsignedFile {
  readonly schema: 1
  readonly environment: string
  readonly account: string
  /** Passphrase of the network: the hashes cover it. */
  readonly network: string
  readonly round: number
  readonly rounds: number
  /** Those who may sign, and what each weighs. */
  readonly signers: readonly { readonly address: string; readonly weight: number }[]
  readonly transactions: readonly UnsignedEntry[]
}

/** Where the transactions of an environment wait for signatures, from the working directory. */
export function unsignedPath(environment: string): string {
  return join('.fairlead', 'unsigned', `${environment}.json`)
}

export async function writeUnsigned(file: UnsignedFile, { directory, write }: Pick<World, 'directory' | 'write'>): Promise<void> {
  const path = join(directory, unsignedPath(file.environment))
  await write('unsigned transactions', async () => {
    await mkdir(dirname(path), { recursive: true })
    await writeFile(path, `${JSON.stringify(file, null, 2)}\n`)
  })
}
