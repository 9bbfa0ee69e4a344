import { z } from 'zod'

/** Issuer of the tokens with which a job of GitHub Actions signs. Source: GitHub's pages on OpenID Connect. */
const gitHubActionsIssuer = 'https://token.actions.githubusercontent.com'

const repository = /^[\w.-]+\/[\w.-]+$/
const workflow = /^[\w.-]+\/[\w.-]+\/\.github\/workflows\/[^/@\s]+\.ya?ml$/

const ref = z
  .string()
  .regex(/^(refs\/.+|[0-9a-f]{40})$/, 'Expected a whole ref such as refs/heads/main or refs/tags/v*, or a commit')
  .describe(
    'The ref that may build: refs/heads/main, a pattern such as refs/tags/v* (* stops at a slash), or the commit a reusable one is pinned to.',
  )

const attested = z.strictObject({
  workflow: z
    .string()
    .regex(workflow, 'Expected OWNER/REPOSITORY/.github/workflows/NAME.yml')
    .describe('The workflow whose attestations are taken: OWNER/REPOSITORY/.github/workflows/NAME.yml.'),
  ref,
  source: z
    .strictObject({ repository: z.string().regex(repository, 'Expected OWNER/REPOSITORY'), ref })
    .optional()
    .describe('What is built, where the workflow is a reusable one of another repository. By default its own repository, at `ref`.'),
  issuer: z
    .url({ protocol: /^https$/ })
    .default(gitHubActionsIssuer)
    .describe('Who vouches for the workflow.'),
  bundles: z.string().optional().describe('Folder of Sigstore bundles (*.json, *.jsonl); they may lie beside each wasm too.'),
  required: z.boolean().optional().describe('Refuse code without attestation. By default on mainnet only.'),
  'trusted-root': z
    .string()
    .optional()
    .describe('File of `gh attestation trusted-root` or one trusted root of Sigstore, in the place of the built-in ones.'),
})

const waived = z.strictObject({
  waived: z.string().min(10, 'Expected a reason').describe('Why mainnet gets code that nobody attests. The summary tells it.'),
})

/** `contracts.provenance`: who must have built what is deployed, or why nobody vouches for it. */
export const provenanceSchema = z
  .union([attested, waived])
  .describe('Code is deployed only with a Sigstore attestation (SLSA provenance) of this workflow. Mainnet refuses without.')

export type ProvenanceSection = z.infer<typeof provenanceSchema>
