import { z } from 'zod'
import { addressOfKey, checkedAddress } from './address.ts'
import type { OpenedSigner, SignerContext } from './kind.ts'
import { signerAddressDiffers, signingAnswerSpoiled, signingKeyUnfit } from './problems.ts'
import { askService, serviceUrl } from './service.ts'
import type { VaultSettings } from './vault.ts'

const name = 'Vault'

const keyAnswer = z.object({
  data: z.object({
    type: z.string(),
    derived: z.boolean().optional(),
    latest_version: z.number(),
    keys: z.record(z.string(), z.union([z.object({ public_key: z.string().optional() }), z.number()])),
  }),
})
const signatureAnswer = z.object({ data: z.object({ signature: z.string() }) })

/**
 * Signs with `POST MOUNT/sign/KEY` and learns the key with `GET MOUNT/keys/KEY` (transit secrets engine, HTTP API). The
 * version that was read is the one that signs, whatever is rotated meanwhile.
 */
export async function openVault(settings: VaultSettings, context: SignerContext): Promise<OpenedSigner> {
  const { references, position, sdk, world } = context
  const { key, mount, namespace } = settings
  const at = position('key')
  const urlAt = position('url')
  const base = `${serviceUrl(references.resolve(settings.url, { at: urlAt }), { service: name, at: urlAt })}/v1/${mount}`
  const token = references.secret(settings.token, { at: position('token') })
  const addressAt = position('address')
  const wanted =
    settings.address === undefined ? null : checkedAddress(references.resolve(settings.address, { at: addressAt }), { sdk, at: addressAt })
  const service = { name, at, refusalIn, remedy: (_: string, status: number) => remedyFor(status, { mount, key }) }
  const headers = {
    'content-type': 'application/json',
    'x-vault-request': 'true',
    'x-vault-token': token,
    ...(namespace === undefined ? {} : { 'x-vault-namespace': references.resolve(namespace, { at: position('namespace') }) }),
  }

  const { data } = await askService(
    {
      service,
      request: async () => ({ url: `${base}/keys/${key}`, method: 'GET', headers }),
      read: (answer) => parsed(keyAnswer, answer),
    },
    world,
  )
  if (data.type !== 'ed25519') throw signingKeyUnfit({ service: name, found: data.type, at })
  if (data.derived === true) throw signingKeyUnfit({ service: name, found: 'ed25519, derived for each context', at })
  const latest = String(data.latest_version)
  const publicKeys = Object.entries(data.keys).flatMap(([version, held]) => {
    const publicKey = typeof held === 'number' ? undefined : held.public_key
    return publicKey === undefined
      ? []
      : [{ version, address: addressOfKey(Buffer.from(publicKey, 'base64'), { sdk, at, service: name, wanted: null }) }]
  })
  const newest = publicKeys.find(({ version }) => version === latest)
  if (newest === undefined) throw signingKeyUnfit({ service: name, found: `a key whose version ${latest} cannot be read`, at })
  const chosen = wanted === null ? newest : publicKeys.find(({ address }) => address === wanted)
  if (chosen === undefined) throw signerAddressDiffers({ service: name, held: newest.address, wanted: wanted ?? '', at: addressAt })

  const signHash = (hash: Uint8Array) =>
    askService(
      {
        service,
        request: async () => ({
          url: `${base}/sign/${key}`,
          method: 'POST',
          headers,
          body: JSON.stringify({ input: Buffer.from(hash).toString('base64'), key_version: Number(chosen.version) }),
        }),
        read(answer) {
          const { signature } = parsed(signatureAnswer, answer).data
          const [, version, encoded] = /^vault:v(\d+):([0-9A-Za-z+/]+=*)$/.exec(signature) ?? []
          if (encoded === undefined || version !== chosen.version)
            throw signingAnswerSpoiled({ service: name, reason: `it holds no signature of version ${chosen.version}` })
          return Buffer.from(encoded, 'base64')
        },
      },
      world,
    )
  return { address: chosen.address, derive: null, signHash }
}

function parsed<Schema extends z.ZodType>(schema: Schema, answer: Readonly<Record<string, unknown>>): z.infer<Schema> {
  const read = schema.safeParse(answer)
  if (!read.success) throw signingAnswerSpoiled({ service: name, reason: `it holds no ${read.error.issues[0]?.path.join('.') ?? 'data'}` })
  return read.data
}

/** `permission denied`. */
function refusalIn({ errors }: Readonly<Record<string, unknown>>): string {
  return Array.isArray(errors) ? errors.filter((one) => typeof one === 'string').join('; ') : ''
}

function remedyFor(status: number, { mount, key }: { mount: string; key: string }): string {
  if (status === 403) {
    return `Use a token that is not over, with a policy that allows read on ${mount}/keys/${key} and update on ${mount}/sign/${key}.`
  }
  if (status === 404) return `Check mount, key and namespace: there is no ${mount}/keys/${key}.`
  return 'See what Vault says above, and action-docs/signing.md.'
}
