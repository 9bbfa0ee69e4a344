import { z } from 'zod'
import { type BreakingKind, breakingKinds, type Finding } from './upgrade-finding.ts'

const kinds = Object.keys(breakingKinds) as BreakingKind[]

/** One finding of an upgrade that is meant: exactly one kind with the name of what it is about, and the reason. */
export const acceptanceSchema = z
  .strictObject({
    ...(Object.fromEntries(kinds.map((kind) => [kind, z.string().optional()])) as Record<BreakingKind, z.ZodOptional<z.ZodString>>),
    because: z.string().min(10, 'Expected a reason of at least 10 characters'),
  })
  .refine((given) => kinds.filter((kind) => given[kind] !== undefined).length === 1, 'Expected exactly one kind of finding, and because')

export type Acceptance = z.infer<typeof acceptanceSchema>

type BreakingFinding = Extract<Finding, { severity: 'breaking' }>

export interface Judged {
  /** What may not be: nobody accepted it. */
  readonly refused: readonly BreakingFinding[]
  readonly accepted: readonly { readonly finding: BreakingFinding; readonly because: string }[]
  /** Positions in the list of acceptances that no finding has. */
  readonly unused: readonly number[]
}

/** Judges findings by what fairlead.yml accepts. */
export function judgeFindings(findings: readonly Finding[], acceptances: readonly Acceptance[]): Judged {
  const found = findings.filter((finding) => finding.severity === 'breaking')
  const acceptanceOf = ({ kind, name }: BreakingFinding) => acceptances.find((acceptance) => acceptance[kind] === name)
  return {
    refused: found.filter((finding) => acceptanceOf(finding) === undefined),
    accepted: found.flatMap((finding) => {
      const acceptance = acceptanceOf(finding)
      return acceptance === undefined ? [] : [{ finding, because: acceptance.because }]
    }),
    unused: acceptances.flatMap((acceptance, index) => (found.some((finding) => acceptanceOf(finding) === acceptance) ? [] : [index])),
  }
}

/** `field-added: Config.limit`, as it is written in fairlead.yml. */
export function acceptanceText(acceptance: Acceptance): string {
  const kind = kinds.find((one) => acceptance[one] !== undefined)
  return kind === undefined ? '' : `${kind}: ${acceptance[kind]}`
}
