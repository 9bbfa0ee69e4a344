import { awsKms } from './aws-kms.ts'
import { command } from './command.ts'
import { googleKms } from './google-kms.ts'
import type { SignerKind } from './kind.ts'
import { secretKey } from './secret-key.ts'
import { vault } from './vault.ts'

/** Every kind of signer. A new one is one file and one line here; schema, docs and did-you-mean follow. */
export const signerKinds = [secretKey, command, awsKms, googleKms, vault] as readonly SignerKind<unknown>[]
