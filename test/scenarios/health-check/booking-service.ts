import { Keypair } from '@stellar/stellar-sdk/base'
import { type Reply, type Request, startService, withProbes } from './service.ts'

const scenario = `scenarios:
  book:
    - http: { url: "\${scenario.url}/challenge", method: POST, json: { account: "\${wallet.address}" }, capture: { challenge: body.challenge } }
    - sign: { text: "\${captured.challenge}" }
    - http:
        url: "\${scenario.url}/login"
        method: POST
        json: { account: "\${wallet.address}", signature: "\${captured.signature}" }
        capture: { token: body.token }
    - http: { url: "\${scenario.url}/flights", capture: { seats: "body.flights[0].seats", flight: "body.flights[0].code" } }
    - http:
        url: "\${scenario.url}/bookings"
        method: POST
        headers: { authorization: "Bearer \${captured.token}", x-smoke-run: "\${run.marker}" }
        json: { flight: "\${captured.flight}", seat: "\${captured.seats}" }
        status: 201
        capture: { booking: body.id }
    - http: { url: "\${scenario.url}/bookings/\${captured.booking}" , expect: "body.status == 'confirmed'" }
    - http: { url: "\${scenario.url}/bookings", method: DELETE, status: 204, headers: { x-booking: "\${captured.booking}" } }
      always: true`

/** A booking service that believes nobody: the login needs a true signature of its challenge. */
export async function bookingService(more: Record<string, Reply | ((request: Request) => Reply)> = {}) {
  const bookings = new Map<string, { marker: string; body: unknown }>()
  const service = await startService({
    'POST /challenge': { json: { challenge: 'sign this: 7d1f' } },
    'POST /login': ({ body }) => {
      const { account, signature } = JSON.parse(body) as { account: string; signature: string }
      const isTrue = Keypair.fromPublicKey(account).verify(Buffer.from('sign this: 7d1f'), Buffer.from(signature, 'base64'))
      return isTrue ? { json: { token: 'a-token-of-the-service' } } : { status: 401 }
    },
    'GET /flights': { json: { flights: [{ code: 'TQ101', seats: 4 }] } },
    'POST /bookings': ({ headers, body }) => {
      if (headers.authorization !== 'Bearer a-token-of-the-service') return { status: 401 }
      bookings.set('b1', { marker: String(headers['x-smoke-run']), body: JSON.parse(body) })
      return { status: 201, json: { id: 'b1' } }
    },
    'GET /bookings/b1': { json: { status: 'confirmed' } },
    'DELETE /bookings': ({ headers }) => ({ status: bookings.delete(String(headers['x-booking'])) ? 204 : 404 }),
    ...more,
  })
  return Object.assign(service, { bookings })
}

export const bookingYaml = withProbes('- scenario: { steps: book, url: "${env.SERVICE}" }', scenario)
