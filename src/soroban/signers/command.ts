import { z } from 'zod'
import { positiveDurationSchema } from '../../config/duration-schema.ts'
import { durationText, parseDuration } from '../../core/duration.ts'
import { inTurn } from '../../core/in-turn.ts'
import type { Finished } from '../../core/process.ts'
import { checkedAddress } from './address.ts'
import type { SignerKind } from './kind.ts'
import { signingCommandAnswer, signingCommandFailed, signingCommandLate } from './problems.ts'

const schema = z.strictObject({
  run: z
    .string()
    .min(1)
    .describe('A command line for bash. It gets JSON on its standard input and answers with the signature on its standard output.'),
  address: z.string().describe('Address (G...) of the key it signs with.'),
  environment: z
    .record(z.string(), z.string())
    .default({})
    .describe('Variables it gets besides PATH, HOME, LANG, TZ and TMPDIR. What comes from the job is masked.'),
  timeout: positiveDurationSchema.default('30s').describe('How long one signature may take.'),
})

/** A program that signs: a hardware token, a service of your own. It sees no variable of the job that is not named here. */
export const command: SignerKind<z.infer<typeof schema>> = {
  key: 'command',
  schema,
  async open({ run, address: text, environment, timeout }, { references, sdk, world, position }) {
    const at = position('run')
    const address = checkedAddress(references.resolve(text, { at: position('address') }), { sdk, at: position('address') })
    const timeoutMs = parseDuration(timeout, position('timeout')).ms
    const variables = Object.fromEntries(
      Object.entries(environment).map(([name, value]) => [name, references.guarded(value, { at: position('environment', name) })]),
    )
    const sign = async (input: string): Promise<Uint8Array> => {
      const { signal } = world.cancellation
      const finished = await world.processes.shell(run, { input, environment: variables, directory: world.directory, timeoutMs, signal })
      world.cancellation.throwIfRequested('a signature')
      if (finished.durationMs >= timeoutMs) throw signingCommandLate({ command: run, timeout: durationText(timeoutMs), at })
      if (finished.exitCode !== 0) throw signingCommandFailed({ command: run, exitCode: finished.exitCode, last: lastLine(finished), at })
      const signature = signatureIn(finished.stdout)
      if (signature === null) throw signingCommandAnswer({ command: run, characters: finished.stdout.trim().length, at })
      return signature
    }
    // A token with a button has one button.
    const queued = inTurn()
    return {
      address,
      derive: null,
      signHash(hash, transaction) {
        const input = JSON.stringify({ hash: Buffer.from(hash).toString('hex'), address, ...transaction })
        return queued(() => sign(input))
      },
    }
  },
}

/** 64 bytes in hex or base64, and nothing else. */
function signatureIn(stdout: string): Uint8Array | null {
  const text = stdout.trim()
  if (/^[0-9a-fA-F]{128}$/.test(text)) return Buffer.from(text, 'hex')
  return /^[0-9a-zA-Z+/]{86}==$/.test(text) ? Buffer.from(text, 'base64') : null
}

function lastLine({ tail }: Finished): string {
  return tail.findLast((line) => line.trim() !== '')?.trim() ?? 'it printed nothing'
}
