import { sendWhole } from './connection-faults.ts'
import { effects, type FaultEffect, type Reply } from './effect.ts'

const page = '<!DOCTYPE html><html><head><title>Maintenance</title></head><body>We will be back soon.</body></html>'

/** What a gateway in front of the node does, or makes of its answers. */
export const httpFaults = effects({
  '429': turnedAway(429, 'Too many requests: HTTP 429 with `Retry-After: 1`, and the call is not carried out.', { 'retry-after': '1' }),
  '500': turnedAway(500, 'HTTP 500, and the call is not carried out.'),
  '502': turnedAway(502, 'HTTP 502, and the call is not carried out.'),
  '503': turnedAway(503, 'HTTP 503, and the call is not carried out.'),
  '504': {
    meaning: 'HTTP 504: the gateway did not wait for the node, which carries the call out all the same.',
    send: (response) => sendWhole(response, { status: 504, headers: {}, text: '' }),
  },
  html: {
    meaning: 'HTTP 200 with a page of HTML, and the call is not carried out.',
    reply: { status: 200, headers: { 'content-type': 'text/html' }, text: page },
  },
  'wrong-type': {
    meaning: 'The right answer, called text/plain.',
    send: (response, reply) => sendWhole(response, { ...reply, headers: { ...reply.headers, 'content-type': 'text/plain' } }),
  },
  empty: { meaning: 'The call is carried out, and answered with an empty body.', send: altered(() => '') },
  truncate: {
    meaning: 'The call is carried out, and the answer ends in the middle, as if it were whole.',
    send: altered((text) => text.slice(0, Math.floor(text.length / 2))),
  },
  'duplicate-answer': {
    meaning: 'The call is carried out, and its answer stands twice in the body.',
    send: altered((text) => text + text),
  },
  'other-id': {
    meaning: 'The call is carried out, and the answer carries the id of another one.',
    send: altered((text) => text.replace(/"id":("[^"]*"|\d+|null)/, '"id":"of-another-call"')),
  },
})

function turnedAway(status: number, meaning: string, headers: Reply['headers'] = {}): FaultEffect {
  return { meaning, reply: { status, headers, text: '' } }
}

function altered(change: (text: string) => string): NonNullable<FaultEffect['send']> {
  return (response, reply) => sendWhole(response, { ...reply, text: change(reply.text) })
}
