import { code, heading, type Markdown, paragraph, table } from '../../core/markdown.ts'
import type { Json, JsonObject } from '../../core/plan.ts'

/** Who built what is deployed, or loudly that nobody vouches for it. Nothing where nobody asks. */
export function provenanceSummary(notes: Json | undefined): Markdown {
  if (typeof notes !== 'object' || notes === null || Object.keys(notes).length === 0) return ''
  const { waived, ...contracts } = notes as JsonObject
  if (typeof waived === 'string') return paragraph(`**Provenance waived**: nobody attests who built this code. The reason: ${waived}`)
  const rows = Object.entries(contracts).map(([name, facts]) => rowOf(name, facts as JsonObject))
  return heading('Provenance', 4) + table(['contract', 'built from', 'commit', 'by', 'run', 'says of itself'], rows)
}

function rowOf(name: string, facts: JsonObject): string[] {
  if (facts['proved'] !== true) return [name, '**not attested**', '', '', '', '']
  const { repository, ref, commit, signer, run, runner, claims } = facts as Readonly<Record<string, string>> & { claims: JsonObject }
  const said = Object.entries(claims).map(([claim, value]) => `${claim}: ${[value].flat().join(' ')}`)
  return [name, `${repository} at ${ref}`, code(String(commit)), `${signer} (${runner})`, String(run), said.join('\n')]
}
