import type { ServerResponse } from 'node:http'
import { setTimeout as wait } from 'node:timers/promises'
import { effects, type Reply } from './effect.ts'

const nothing: Reply = { status: 500, headers: {}, text: '' }

/** What becomes of the connection. */
export const connectionFaults = effects({
  refuse: { meaning: 'The connection is closed before the request is looked at.', reply: nothing, send: close },
  reset: { meaning: 'The connection is reset before the request is looked at.', reply: nothing, send: reset },
  unreachable: {
    meaning: 'The server is gone: this connection is closed, and new ones are refused for `milliseconds`.',
    change: ({ outage }, { milliseconds = 1_000 }) => outage(milliseconds),
    reply: nothing,
    send: close,
  },
  silence: { meaning: 'The request is read and never answered; the connection stays open.', reply: nothing, send: () => undefined },
  'lose-answer': { meaning: 'The call is carried out, and the connection is closed without an answer.', send: close },
  'break-off': { meaning: 'The call is carried out, and the connection is reset in the middle of the answer.', send: breakOff },
  delay: {
    meaning: 'The call is carried out at once, and answered after `milliseconds`.',
    send: async (response, reply, { milliseconds = 1_000 }) => {
      await pass(milliseconds)
      sendWhole(response, reply)
    },
  },
  trickle: {
    meaning: 'The call is carried out at once, and the answer arrives bit by bit over `milliseconds`.',
    send: async (response, { status, headers, text }, { milliseconds = 1_000 }) => {
      response.writeHead(status, headers)
      const size = Math.ceil(text.length / 10)
      for (let sent = 0; sent < text.length; sent += size) {
        await pass(milliseconds / 10)
        response.write(text.slice(sent, sent + size))
      }
      response.end()
    },
  },
})

export function sendWhole(response: ServerResponse, { status, headers, text }: Reply): void {
  response.writeHead(status, headers)
  response.end(text)
}

// A network that is stopped waits for no answer.
function pass(milliseconds: number): Promise<void> {
  return wait(milliseconds, undefined, { ref: false })
}

function close(response: ServerResponse): void {
  response.destroy()
}

function reset(response: ServerResponse): void {
  response.socket?.resetAndDestroy()
}

function breakOff(response: ServerResponse, { status, headers, text }: Reply): void {
  response.writeHead(status, { ...headers, 'content-length': Buffer.byteLength(text) })
  response.write(text.slice(0, Math.floor(text.length / 2)), () => reset(response))
}
