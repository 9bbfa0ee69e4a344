import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { access, mkdir, mkdtemp, rm } from 'node:fs/promises'
import { createServer, type IncomingMessage, type RequestListener } from 'node:http'
import type { AddressInfo } from 'node:net'
import { homedir, tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { freePort } from '../../../local/services/ports.ts'

export interface Bucket extends AsyncDisposable {
  readonly endpoint: string
  /** Of the keys, for the step. */
  readonly env: Readonly<Record<string, string>>
  /** What the server keeps, as files. */
  readonly folder: string
}

const keys = { AWS_ACCESS_KEY_ID: 'releaser-key-id', AWS_SECRET_ACCESS_KEY: 'releaser-secret-key' }

/** An S3 server (Versity Gateway, on a folder) with the bucket `backups`; null where it is not installed. */
export async function startBucket(): Promise<Bucket | null> {
  const program = await findGateway()
  if (program === null) return null
  const folder = await mkdtemp(join(tmpdir(), 'fairlead-bucket-'))
  await mkdir(join(folder, 'backups'))
  const port = await freePort()
  const child = spawn(program, ['--port', `127.0.0.1:${port}`, '--health', '/health', 'posix', folder], {
    env: { ROOT_ACCESS_KEY: keys.AWS_ACCESS_KEY_ID, ROOT_SECRET_KEY: keys.AWS_SECRET_ACCESS_KEY },
    stdio: 'ignore',
  })
  const endpoint = `http://127.0.0.1:${port}`
  while (
    !(await fetch(`${endpoint}/health`).then(
      ({ ok }) => ok,
      () => false,
    ))
  )
    await wait(50)
  return {
    endpoint,
    env: keys,
    folder: join(folder, 'backups'),
    async [Symbol.asyncDispose]() {
      child.kill('SIGKILL')
      if (child.exitCode === null && child.signalCode === null) await once(child, 'exit')
      await rm(folder, { recursive: true, force: true })
    },
  }
}

const emptyList: RequestListener = (_, response) => {
  response.end('<ListBucketResult></ListBucketResult>')
}

/** A server that looks like an empty bucket and does with uploads, and with who asks what is there, what it likes. */
export async function startBadBucket(upload: RequestListener, list: RequestListener = emptyList): Promise<Omit<Bucket, 'folder'>> {
  const server = createServer((request, response) => {
    if (request.method === 'PUT') return upload(request, response)
    if (request.method === 'GET' && !(request.url ?? '').includes('?')) return respond(request, response)
    return list(request, response)
  })
  const respond: RequestListener = (request, response) => {
    const found = kept.get(request.url ?? '')
    if (found === undefined) response.statusCode = 404
    response.end(found)
  }
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    env: keys,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
    },
  }
}

const kept = new Map<string, Buffer>()

/** The connection ends in the middle. */
export const cutUpload: RequestListener = (request) => {
  request.once('data', () => request.socket.destroy())
}

/** Keeps what comes. */
export const keepWhole: RequestListener = async (request, response) => {
  kept.set(request.url ?? '', await bodyOf(request))
  response.end()
}

/** Refuses to tell what is there once a migration was applied. */
export const refuseOnceApplied: RequestListener = (request, response) => {
  const marks = [...kept].filter(([url]) => url.endsWith('/migration.json'))
  if (!marks.some(([, text]) => text.includes('"applied"'))) return emptyList(request, response)
  response.statusCode = 403
  response.end('<Error><Code>AccessDenied</Code></Error>')
}

async function bodyOf(request: IncomingMessage): Promise<Buffer> {
  const parts: Buffer[] = []
  for await (const part of request) parts.push(part as Buffer)
  return Buffer.concat(parts)
}

/** Says that all is well and keeps the first half. */
export const keepHalf: RequestListener = async (request, response) => {
  const whole = await bodyOf(request)
  kept.set(request.url ?? '', whole.subarray(0, whole.length / 2))
  response.end()
}

async function findGateway(): Promise<string | null> {
  for (const folder of [...(process.env['PATH'] ?? '').split(delimiter), join(homedir(), 'go', 'bin')]) {
    const program = join(folder, 'versitygw')
    if (
      await access(program).then(
        () => true,
        () => false,
      )
    )
      return program
  }
  return null
}
