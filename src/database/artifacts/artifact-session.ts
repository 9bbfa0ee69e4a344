import { z } from 'zod'
import type { World } from '../../core/world.ts'

/** What the runner gives a step to keep artifacts with. Holds a secret. */
export interface ArtifactSession {
  /** Origin of the results service. */
  readonly url: string
  readonly token: string
  readonly runBackendId: string
  readonly jobBackendId: string
}

const claims = z.object({ scp: z.string() })

/** Null: this is no step of GitHub Actions, or its token names no run. The token is learned as a secret. */
export function artifactSession({ environment, secrets }: Pick<World, 'environment' | 'secrets'>): ArtifactSession | null {
  const { ACTIONS_RUNTIME_TOKEN: token = '', ACTIONS_RESULTS_URL: address = '' } = environment
  if (token === '' || !URL.canParse(address)) return null
  secrets.learn('env.ACTIONS_RUNTIME_TOKEN', token)
  // One of the scopes is Actions.Results:RUN:JOB.
  const scope = scopesOf(token).find((text) => text.startsWith('Actions.Results:'))
  const [, runBackendId = '', jobBackendId = ''] = scope?.split(':') ?? []
  return runBackendId === '' || jobBackendId === '' ? null : { url: new URL(address).origin, token, runBackendId, jobBackendId }
}

function scopesOf(token: string): string[] {
  try {
    const payload: unknown = JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString('utf8'))
    return claims.parse(payload).scp.split(' ')
  } catch {
    return []
  }
}
