import { z } from 'zod'
import { addressText, pathText, requestOf } from './http-request.ts'
import { defineProbe, patienceKeys } from './kind.ts'
import { identityUnreadable, releaseWrong, statusWrong, unreachable } from './problems.ts'
import { isAnswer, sendRequest } from './request.ts'
import { passed, refused } from './result.ts'

/**
 * Proves which release answers. It runs before everything else of a profile: a healthy old release is the commonest
 * false green (research/gates-health.md, F22).
 */
export const identity = defineProbe({
  name: 'identity',
  schema: z.strictObject({
    url: z.string().describe('Answers with JSON that tells the release: ${services.backend.idle}/version.'),
    equals: z
      .string()
      .optional()
      .describe(
        'What it must tell. Default ${release.commit}. Before the switch the active color tells ${active.commit}: write that in the profile active.',
      ),
    field: z.string().optional().describe('The field that tells it; default commit. A path such as build.commit goes deeper.'),
    headers: z.record(z.string(), z.string()).optional(),
    ...patienceKeys,
  }),
  title: ({ url }) => pathText(url),
  patience: (declared) => declared,
  async prepare({ url, equals = '${release.commit}', field = 'commit', headers }, context) {
    const { probe, at } = context
    const request = requestOf({ url, headers }, context)
    const wanted = context.text(equals, 'equals')
    const address = addressText(request.url)
    const expected = `${field} ${wanted}`
    return async (signal) => {
      const answer = await sendRequest(request, { fetch: context.world.fetch, clock: context.world.clock, signal })
      if (!isAnswer(answer)) {
        return refused(unreachable({ probe, address, reason: answer.reason, at: at('url') }), { expected, observed: answer.reason })
      }
      const observed = `status ${answer.status}`
      if (answer.status !== 200) {
        return refused(statusWrong({ probe, address, expected: '200', observed: String(answer.status), at: at('url') }), {
          expected,
          observed,
        })
      }
      const told = field
        .split('.')
        .reduce<unknown>((value, key) => (value as Record<string, unknown> | null | undefined)?.[key], answer.json)
      if (typeof told !== 'string' || told === '') {
        const reason = 'json' in answer ? 'the field is missing or no text' : 'the answer is no JSON'
        return refused(identityUnreadable({ probe, field, address, reason, at: at('url') }), {
          verdict: 'error',
          expected,
          observed: reason,
        })
      }
      if (told === wanted) return passed(expected, `${field} ${told}`)
      const shown = told.slice(0, 60)
      return refused(releaseWrong({ probe, field, expected: wanted, observed: shown, address, at: at('equals') }), {
        expected,
        observed: `${field} ${shown}`,
      })
    }
  },
})
