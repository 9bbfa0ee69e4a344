import { connect } from 'node:net'

const timeoutMs = 3_000

/** Runs one command of HAProxy's runtime API and returns its answer. It takes one command a connection (management guide, 9.3). */
export function runtimeCommand(socket: string, command: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const connection = connect({ path: socket })
    let answer = ''
    connection.setTimeout(timeoutMs, () => connection.destroy(new Error(`no answer in ${timeoutMs} ms`)))
    connection.setEncoding('utf8')
    connection.on('connect', () => connection.write(`${command}\n`))
    connection.on('data', (part) => {
      answer += part
    })
    connection.on('error', reject)
    connection.on('end', () => resolve(answer.trim()))
  })
}
