import { defineProblem } from '../../core/problem.ts'

const address = 'GAIH3ULLFQ4DGSECF2AR555KZ4KNDGEKN4AFI4SU2M7B43MGK3QJZNSR'
const nothingMore = 'What was sent before is settled on the chain; nothing more was signed or sent.'
const runAgain = 'Run the release again: it goes on from what is on the chain.'

export const signerAddressInvalid = defineProblem({
  code: 'soroban/signer-address-invalid',
  example: { text: 'GABC' },
  what: ({ text }) => `"${text}" is not the address of a key: 56 letters from G, the last ones a checksum.`,
  state: 'Nothing was signed or sent.',
  remedy: 'Copy the whole address of the account that signs.',
})

export const signerAddressDiffers = defineProblem({
  code: 'soroban/signer-address-differs',
  example: { service: 'AWS KMS', held: address, wanted: 'GDVEU3DD4KOFECV66VIHWEZOYX4ZKR3WV27L464SIIPOU2IUI3JCZA57' },
  what: ({ service, held, wanted }) => `The key in ${service} is ${held}, and fairlead.yml names ${wanted}.`,
  state: 'Nothing was signed or sent.',
  remedy: 'Name the key of that address, or correct the address. Another address means other contract ids.',
})

export const signingKeyUnfit = defineProblem({
  code: 'soroban/signing-key-unfit',
  example: { service: 'Google Cloud KMS', found: 'EC_SIGN_P256_SHA256' },
  what: ({ service, found }) => `The key in ${service} is of the kind ${found}; Stellar takes signatures of Ed25519 keys.`,
  state: 'Nothing was signed or sent.',
  remedy: 'Make a key of the kind that action-docs/signing.md names for this service: a key cannot change its kind.',
})

export const signingEndpointInvalid = defineProblem({
  code: 'soroban/signing-endpoint-invalid',
  example: { service: 'Vault' },
  what: ({ service }) => `The address of ${service} is none that a secret may travel to.`,
  state: 'Nothing was signed or sent.',
  remedy:
    'Write the whole address, https://host, without user, password, query or fragment. Plain http is for a service on this machine (127.0.0.1, ::1, localhost).',
})

export const awsRegionDiffers = defineProblem({
  code: 'soroban/aws-region-differs',
  example: { keyRegion: 'eu-west-1', region: 'eu-central-1' },
  what: ({ keyRegion, region }) => `The key is in the region ${keyRegion}, and fairlead.yml names ${region}.`,
  state: 'Nothing was signed or sent.',
  remedy: ({ keyRegion }) => `Set region: ${keyRegion}.`,
})

export const signingServiceUnreachable = defineProblem({
  code: 'soroban/signing-service-unreachable',
  example: { service: 'Vault', host: 'vault.traqora.example', reason: 'Vault is sealed' },
  what: ({ service, host, reason }) => `${service} at ${host} did not do what it was asked, several times: ${reason}.`,
  state: nothingMore,
  remedy: ({ service }) => `See that ${service} can be reached from this runner and is up. ${runAgain}`,
})

export const signingServiceRefused = defineProblem({
  code: 'soroban/signing-service-refused',
  example: {
    service: 'AWS KMS',
    host: 'kms.eu-central-1.amazonaws.com',
    refusal: 'AccessDeniedException: not authorized to perform kms:Sign',
    remedy: 'Allow kms:GetPublicKey and kms:Sign for this key to the role of the job.',
  },
  what: ({ service, host, refusal }) => `${service} at ${host} refuses: ${refusal.replace(/\.$/, '')}.`,
  state: nothingMore,
  remedy: ({ remedy }) => remedy,
})

export const signingAnswerSpoiled = defineProblem({
  code: 'soroban/signing-answer-spoiled',
  example: { service: 'Google Cloud KMS', reason: 'the checksum of the signature is another one' },
  what: ({ service, reason }) => `An answer of ${service} is not to be trusted: ${reason}.`,
  state: nothingMore,
  remedy: ({ service }) => `See what stands between this runner and ${service}. ${runAgain}`,
})

export const signatureWrong = defineProblem({
  code: 'soroban/signature-wrong',
  example: { address },
  what: ({ address }) => `A signature that was given for ${address} is not one of this key for this transaction.`,
  state: nothingMore,
  remedy:
    'See that the signer signs with the key of that address, and signs the 32 bytes of the hash themselves, not their text or a hash of them.',
})

export const signingCommandFailed = defineProblem({
  code: 'soroban/signing-command-failed',
  example: { command: './sign.sh', exitCode: 1, last: 'no token in the slot' },
  what: ({ command, exitCode, last }) => `The command that signs, \`${command}\`, ended with exit code ${exitCode}: ${last}.`,
  state: nothingMore,
  remedy: `Make it answer with a signature; it gets only the variables that command.environment names. ${runAgain}`,
})

export const signingCommandLate = defineProblem({
  code: 'soroban/signing-command-late',
  example: { command: './sign.sh', timeout: '30.0 s' },
  what: ({ command, timeout }) => `The command that signs, \`${command}\`, gave no signature within ${timeout}.`,
  state: nothingMore,
  remedy: 'See what it waits for, or set command.timeout. A person who signs later fits multi-signature with `{ address: G... }`.',
})

export const signingCommandAnswer = defineProblem({
  code: 'soroban/signing-command-answer',
  example: { command: './sign.sh', characters: 12 },
  what: ({ command, characters }) => `The command that signs, \`${command}\`, answered ${characters} characters that are no signature.`,
  state: nothingMore,
  remedy: 'Let it print the 64 bytes of the signature in base64 or hex on its standard output, and all else on its standard error.',
})

export const channelsNeedKeys = defineProblem({
  code: 'soroban/channels-need-keys',
  example: {},
  what: () => 'channels.count makes keys that follow from the seed of the deployer, and that seed is not on this machine.',
  state: 'Nothing was signed or sent.',
  remedy: 'Name seeds of accounts of their own, `channels: { secret-keys: ["${env.CHANNEL_1}"] }`, or leave channels out.',
})

export const weightMissing = defineProblem({
  code: 'soroban/weight-missing',
  example: { address, level: 'medium', needed: 3, missing: 1 },
  what: ({ address, level, needed, missing }) =>
    `The signers on this machine do not reach the ${level} threshold of ${address}: ${missing} of ${needed} are missing.`,
  state: nothingMore,
  remedy:
    'Give multi-signature.signers more of its signers. Signatures from elsewhere are collected by deploy-soroban-contracts only: to bring code back, deploy the commit that had it.',
})

export const keyNotSigner = defineProblem({
  code: 'soroban/key-not-a-signer',
  example: { account: address, keys: 'GDVEU3DD4KOFECV66VIHWEZOYX4ZKR3WV27L464SIIPOU2IUI3JCZA57' },
  what: ({ account, keys }) => `The account ${account} has no signer ${keys}: signatures of it count nothing there.`,
  state: 'Nothing was signed or sent.',
  remedy: 'Correct the key, or let the account set it as a signer (operation set_options).',
})

export const weightTooLow = defineProblem({
  code: 'soroban/weight-too-low',
  example: { account: address, level: 'medium', needed: 3, missing: 1 },
  what: ({ account, level, needed, missing }) =>
    `The signers that fairlead.yml names weigh too little for ${account}: its ${level} threshold is ${needed}, and ${missing} are missing.`,
  state: 'Nothing was signed or sent.',
  remedy: 'Name more of its signers in multi-signature.signers, on this machine or as `{ address: G... }`.',
})

export const feePayerMissing = defineProblem({
  code: 'soroban/fee-payer-missing',
  example: { account: address, needed: 2, missing: 1 },
  what: ({ account, needed, missing }) =>
    `The fees of ${account} cannot be bid for here: its low threshold is ${needed}, and the signers on this machine miss ${missing}.`,
  state: 'Nothing was signed or sent.',
  remedy:
    'Name an account of its own that pays, whose key is on this machine:\nmulti-signature:\n  fee-payer: { secret-key: "${env.FEE_PAYER_KEY}" }',
})

export const needsSignatures = defineProblem({
  code: 'soroban/needs-signatures',
  example: { count: 3, file: '.fairlead/unsigned/production.json', missing: 1, round: 1, rounds: 4, until: '2026-11-27T10:00:00Z' },
  what: ({ count, missing, round, rounds }) =>
    `${count} transaction${count === 1 ? '' : 's'} need${count === 1 ? 's' : ''} signatures from elsewhere that weigh ${missing} more: round ${round} of ${rounds}.`,
  state: 'Nothing of this round was signed or sent.',
  remedy: ({ file, until }) =>
    `Let signers sign each hash in ${file} (output unsigned-transactions), then run again with the input \`signatures\`, before ${until}.`,
})

export const signaturesUnreadable = defineProblem({
  code: 'soroban/signatures-unreadable',
  example: { path: 'signed.json', reason: 'it is not JSON' },
  what: ({ path, reason }) => `The signatures in ${path} cannot be read: ${reason}.`,
  state: 'Nothing was signed or sent.',
  remedy: 'Give the file of the output unsigned-transactions with signatures filled in, or signed envelopes in base64, one a line.',
})

export const collectedSignatureWrong = defineProblem({
  code: 'soroban/collected-signature-wrong',
  example: { path: 'signed.json', hash: '9f2c...', signer: address as string | null },
  what: ({ path, hash, signer }) =>
    signer === null
      ? `${path} holds a signature of transaction ${hash} by none of those whom multi-signature.signers names by address.`
      : `${path} gives transaction ${hash} a signature for "${signer}" that is not one of this key for it.`,
  state: 'Nothing was signed or sent.',
  remedy:
    'Let that signer sign the 32 bytes of the hash in the newest file of unsigned transactions, with the key of its address, and name its address in multi-signature.signers.',
})

export const signaturesUnusable = defineProblem({
  code: 'soroban/signatures-unusable',
  example: { what: 'transaction 9f2c...', reason: 'its last ledger is over' },
  what: ({ what, reason }) => `The signatures of ${what} are of no use: ${reason}.`,
  state: 'It was not applied by this run.',
  remedy: 'Sign the transactions of the newest file of unsigned transactions.',
})
