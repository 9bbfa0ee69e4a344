// @ts-check
const { apiUrl } = JSON.parse(element('configuration').textContent ?? '')
/** @type {string | null} */
let token = null

element('connect').addEventListener('click', () => report(connect()))
element('search').addEventListener('submit', (event) => {
  event.preventDefault()
  report(search())
})
report(search())

/** The wallet is what a browser extension leaves at window.traqoraWallet: getAddress() and signMessage(text), both as Freighter has them. */
async function connect() {
  const wallet = Reflect.get(window, 'traqoraWallet') ?? Reflect.get(window, 'freighterApi')
  if (!wallet) throw new Error('No wallet found in this browser.')
  const { address } = await wallet.getAddress()
  const { challenge } = await call('POST', '/auth/challenge', { account: address })
  const { signedMessage } = await wallet.signMessage(challenge, { address })
  const session = await call('POST', '/auth/login', { account: address, challenge, signature: signedMessage })
  token = session.token
  element('account').textContent = address
}

async function search() {
  const form = element('search')
  const wish = new URLSearchParams()
  for (const name of ['from', 'to']) {
    const field = form.querySelector(`[name=${name}]`)
    if (field instanceof HTMLInputElement && field.value) wish.set(name, field.value)
  }
  const { flights } = await call('GET', `/flights?${wish}`)
  element('flights').replaceChildren(...flights.map(row))
}

/** @param {{ code: string, from: string, to: string, departs: string, priceCents: number }} flight */
function row(flight) {
  const line = document.createElement('tr')
  for (const text of [flight.code, flight.from, flight.to, flight.departs, (flight.priceCents / 100).toFixed(2)]) {
    line.insertCell().textContent = text
  }
  const button = document.createElement('button')
  button.textContent = 'Book'
  button.addEventListener('click', () => report(book(flight.code)))
  line.insertCell().append(button)
  return line
}

/** @param {string} flight */
async function book(flight) {
  const booking = await call('POST', '/bookings', { flight })
  element('message').textContent = `Booked ${booking.flight}: ${booking.status}`
}

/**
 * @param {string} method
 * @param {string} path
 * @param {object} [body]
 */
async function call(method, path, body) {
  const headers = { 'content-type': 'application/json', ...(token ? { authorization: `Bearer ${token}` } : {}) }
  const answer = await fetch(`${apiUrl}${path}`, { method, headers, ...(body ? { body: JSON.stringify(body) } : {}) })
  const content = await answer.json()
  if (!answer.ok) throw new Error(content.message)
  return content
}

/** @param {Promise<void>} work */
function report(work) {
  element('message').textContent = ''
  work.catch((error) => {
    element('message').textContent = error.message
  })
}

/** @param {string} id */
function element(id) {
  const found = document.getElementById(id)
  if (!found) throw new Error(`The page has no ${id}.`)
  return found
}
