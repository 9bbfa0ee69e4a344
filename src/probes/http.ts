import { z } from 'zod'
import { judgeOf, pathText, requestKeys, requestOf } from './http-request.ts'
import { defineProbe, patienceKeys } from './kind.ts'
import { sendRequest } from './request.ts'

/** One request whose answer has the wanted status and keeps the expectation. */
export const http = defineProbe({
  name: 'http',
  schema: z.strictObject({ ...requestKeys, ...patienceKeys }).describe('A request and what its answer must be.'),
  judgesService: true,
  title: ({ url, method }) => `${method === undefined || method === 'GET' ? '' : `${method} `}${pathText(url)}`,
  conditions: ({ expect }, { at }) => (expect === undefined ? [] : [{ text: expect, at: at('expect') }]),
  patience: (declared) => declared,
  async prepare(declared, context) {
    const request = requestOf(declared, context)
    const judge = await judgeOf(declared, context)
    const { fetch, clock, write } = context.world
    return async (signal) => {
      const send = () => sendRequest(request, { fetch, clock, signal })
      const isRead = ['GET', 'HEAD', 'OPTIONS'].includes(request.method)
      return judge(isRead ? await send() : await write(`probe ${context.probe}`, send), request.url)
    }
  },
})
