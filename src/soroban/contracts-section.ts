import { z } from 'zod'
import { durationSchema } from '../config/duration-schema.ts'
import { defineSection } from '../config/section.ts'
import { parseDuration } from '../core/duration.ts'
import { envFormats } from './env/env-format.ts'
import { envStoreSchema } from './env/env-store-section.ts'
import { provenanceSchema } from './provenance/section.ts'
import { multiSignatureSchema } from './signers/multi-signature.ts'
import { type SignerSection, signerSchemas } from './signers/open-signer.ts'
import { acceptanceSchema } from './upgrade/acceptance.ts'

/** One transaction opens them all, and has at most 100 operations. */
const mostChannels = 100

const argumentsMap = z.record(z.string(), z.unknown())
function msOf(text: string): number {
  return parseDuration(text).ms
}

/** Where a map has no key `constructor`, JavaScript gives it the one of all objects. */
function inherited<Schema extends z.ZodType>(schema: Schema) {
  return z.preprocess((value) => (value === Object ? undefined : value), schema)
}

const readBack = z.strictObject({
  call: z.string().describe('A function without side effects that answers with what the contract was given.'),
  equals: argumentsMap.optional().describe('Fields of its answer and their values. By default the arguments, by name.'),
})

const probe = z.strictObject({
  call: z.string().describe('A function without side effects.'),
  args: argumentsMap.default({}),
  equals: z.unknown().optional().describe('What it must answer, typed from the spec in the wasm.'),
})

/** What migrates has to be provable: a second run must know that it is done. */
const migration = z.strictObject({
  call: z.string().default('migrate').describe('The function of the new code that brings stored values into its form, once.'),
  args: argumentsMap.default({}),
  proof: probe
    .refine(({ equals }) => equals !== undefined, { path: ['equals'], message: 'Expected what it answers once it is migrated' })
    .describe('Answers `equals` once it is migrated, and something else or nothing before: `{ call: version, equals: 2 }`.'),
})

const names = z.array(z.string())

const contract = z.strictObject({
  wasm: z.string().describe('Path of the built contract, from the working directory.'),
  bundle: z.string().optional().describe('File of its attestations, where it does not lie beside the wasm under its name.'),
  constructor: inherited(argumentsMap.default({})).describe('Arguments of its constructor, by name, typed from the spec in the wasm.'),
  init: z
    .strictObject({
      call: z.string().describe('The function that initializes a contract without constructor, once.'),
      args: argumentsMap.default({}),
      'read-back': readBack.optional(),
    })
    .optional(),
  'read-back': readBack.optional().describe('Proves the constructor arguments after the deployment.'),
  upgrade: z
    .strictObject({
      call: z.string().default('upgrade').describe('The function that replaces the code in place.'),
      args: argumentsMap.default({}).describe('Its arguments besides the new hash.'),
      migrate: migration.optional().describe('Sent after the upgrade, and rehearsed with it before anything is sent.'),
      probes: z.array(probe).default([]).describe('Calls of the new code that the rehearsal of an upgrade makes on what is stored.'),
    })
    .prefault({}),
  accept: z
    .array(acceptanceSchema)
    .default([])
    .describe('Findings of an upgrade that are meant, each with its reason: `{ field-added: Config.limit, because: "..." }`.'),
  pause: z
    .strictObject({ call: z.string().default('pause'), args: argumentsMap.default({}) })
    .optional()
    .describe('The function that stops all business of the contract: `mode: pause` of rollback calls it.'),
  calls: names.default([]).describe('Contracts that its constructor or its initialization calls: they are made before it.'),
  after: names.default([]).describe('Contracts that are made before it for another reason.'),
  generation: z.int().positive().default(1).describe('One higher makes a fresh instance with a new id.'),
})

const envFile = z.strictObject({
  file: z.string().describe('Path inside the release folder.'),
  format: z.enum(envFormats).optional().describe('By default what the end of the name says: .json, .yaml, .yml; else lines of NAME=value.'),
  ids: z.enum(['address', 'hex']).default('address').describe('How NAME_CONTRACT_ID is written: C..., or the 32 bytes in hex.'),
  set: z.record(z.string(), z.string()).optional().describe('Variables and their values, in the place of NAME_CONTRACT_ID.'),
})

export const contractsSection = defineSection({
  name: 'contracts',
  description: 'The Soroban contracts of the system, who deploys them, and where their ids go.',
  sketch:
    'contracts:\n  deployer: { secret-key: "${env.STELLAR_SECRET_KEY}" }\n  deploy:\n    token: { wasm: contracts/token.wasm, constructor: { admin: "${deployer.address}" } }',
  schema: z.strictObject({
    deployer: z
      .union([...signerSchemas, z.strictObject({ 'multi-signature': multiSignatureSchema })])
      .describe('Who signs: exactly one kind of key, or an account of several. See action-docs/signing.md.'),
    channels: z
      .union([
        z.strictObject({
          count: z.int().min(1).max(mostChannels).describe("So many accounts, whose keys follow from the deployer's `secret-key`."),
        }),
        z.strictObject({ 'secret-keys': z.array(z.string()).min(1).max(mostChannels).describe('References to their secret seeds.') }),
      ])
      .optional()
      .describe('Accounts that lend sequence numbers, so that a ledger takes more than one transaction. Each holds its reserve of 1 XLM.'),
    strategy: z
      .enum(['waves', 'atomic'])
      .default('waves')
      .describe(
        '`waves`: a transaction for each step, as many to a ledger as fit. `atomic`: one transaction for all that is missing, or nothing, by a contract that each deployer gets once.',
      ),
    'env-files': z
      .union([z.array(z.union([z.string(), envFile])), z.record(z.string(), z.record(z.string(), z.string()))])
      .default([])
      .describe(
        'Files of the release folder that get NAME_CONTRACT_ID (a path, or `{ file, format, ids, set }`), or a map of file to variables and their values.',
      ),
    'env-stores': z
      .array(envStoreSchema)
      .default([])
      .describe(
        'Places elsewhere that get the same variables, by commands: a hosting platform, a parameter store, variables of a repository.',
      ),
    provenance: provenanceSchema.optional(),
    ttl: z
      .strictObject({
        'extend-to': durationSchema.default('30d').describe('How long instances and code are kept alive from now on.'),
        'when-below': durationSchema.default('15d').describe('They are extended once less than this is left.'),
      })
      .refine((ttl) => msOf(ttl['when-below']) < msOf(ttl['extend-to']), { path: ['when-below'], message: 'Must be less than extend-to' })
      .prefault({}),
    deploy: z
      .record(z.string().regex(/^[a-z][a-z0-9-]*$/, 'Expected lower-case letters, digits and hyphens'), contract)
      .refine((deploy) => Object.keys(deploy).length > 0, 'Expected at least one contract'),
  }),
  provides: ({ deploy }) => ['deployer.address', ...Object.keys(deploy).map((name) => `contracts.${name}.id`)],
})

export type DeployerSection = SignerSection
export type ContractsSection = z.infer<typeof contractsSection.schema>
export type ContractSection = ContractsSection['deploy'][string]
export type EnvFileSection = z.infer<typeof envFile>
