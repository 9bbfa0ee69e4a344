import { request } from 'node:http'

/** What arrives at a client that reads bytes and assumes nothing. */
export interface RawAnswer {
  status: number
  headers: Readonly<Record<string, unknown>>
  text: string
  /** How the connection ended: as it should (''), or the code of the error. */
  ended: string
}

/** One call of JSON-RPC over a connection of its own. */
export function rawCall(url: string, method: string, params: object = {}, patience = 10_000): Promise<RawAnswer> {
  const body = JSON.stringify({ jsonrpc: '2.0', id: 7, method, params })
  return new Promise((resolve) => {
    const answer: RawAnswer = { status: 0, headers: {}, text: '', ended: '' }
    const end = (ended: string) => resolve({ ...answer, ended })
    const asked = request(url, { method: 'POST', agent: false, headers: { 'content-type': 'application/json' } }, (response) => {
      answer.status = response.statusCode ?? 0
      answer.headers = response.headers
      response.setEncoding('utf8')
      response.on('data', (chunk: string) => {
        answer.text += chunk
      })
      response.on('error', (error: NodeJS.ErrnoException) => end(error.code ?? error.message))
      response.on('end', () => end(''))
    })
    asked.setTimeout(patience, () => {
      end('timeout')
      asked.destroy()
    })
    asked.on('error', (error: NodeJS.ErrnoException) => end(error.code ?? error.message))
    asked.end(body)
  })
}

export function resultOf({ text }: RawAnswer): Record<string, unknown> {
  return (JSON.parse(text) as { result: Record<string, unknown> }).result
}
