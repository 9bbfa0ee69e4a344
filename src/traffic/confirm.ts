import type { World } from '../core/world.ts'
import type { Color } from './color.ts'
import { identityText, readPublicIdentity } from './identity.ts'
import { notConfirmed } from './problems.ts'
import type { Service } from './services.ts'

/** Answers in a row that have to be right. */
const answersInARow = 3
const withinMs = 5_000

/** Proves from outside that users reach the wanted release; problem `traffic/not-confirmed` where they do not within 5 s. */
export async function confirmPublic(
  services: readonly Service[],
  { commit, color }: { commit: string; color: Color },
  world: Pick<World, 'fetch' | 'clock' | 'sleep'>,
): Promise<void> {
  for (const service of services) {
    const until = world.clock.elapsedMs() + withinMs
    for (let right = 0; right < answersInARow; ) {
      const answer = await readPublicIdentity(service, world).catch(() => null)
      const isRight = answer !== null && answer.commit === commit && (answer.color ?? color) === color
      right = isRight ? right + 1 : 0
      if (!isRight && world.clock.elapsedMs() > until) {
        throw notConfirmed({
          service: service.name,
          url: `${service.publicUrl}${service.identityPath}`,
          wanted: `${commit.slice(0, 12)} on ${color}`,
          found: identityText(answer),
        })
      }
      if (!isRight) await world.sleep(50)
    }
  }
}
