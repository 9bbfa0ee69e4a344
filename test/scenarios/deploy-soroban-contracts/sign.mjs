// Signs as a command of fairlead.yml: JSON on standard input, the signature on standard output. Notes what it was given.
import { createPrivateKey, sign } from 'node:crypto'
import { appendFileSync, readFileSync } from 'node:fs'

const input = readFileSync(0, 'utf8')
const { hash } = JSON.parse(input)
const { SIGNING_SEED: seed = '', SIGNING_NOTES: notes } = process.env
// PKCS #8 around a seed of ed25519 (RFC 8410).
const key = createPrivateKey({
  key: Buffer.concat([Buffer.from('302e020100300506032b657004220420', 'hex'), Buffer.from(seed, 'hex')]),
  format: 'der',
  type: 'pkcs8',
})
const { argv, env } = process
if (notes !== undefined) appendFileSync(notes, `${JSON.stringify({ input: JSON.parse(input), argv, env: Object.keys(env).sort() })}\n`)
process.stdout.write(`${sign(null, Buffer.from(hash, 'hex'), key).toString('base64')}\n`)
