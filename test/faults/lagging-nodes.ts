/**
 * A balancer over nodes of which some lag: now and then a read is answered as it was answered before, with the ledger
 * of that time. Nothing is made up.
 */
export function laggingNodes(through: typeof fetch, random: () => number): typeof fetch {
  const earlier = new Map<string, string[]>()
  return async (input, init) => {
    const { method, params } = JSON.parse(String(init?.body)) as { method: string; params: unknown }
    if (method === 'sendTransaction') return through(input, init)
    const question = JSON.stringify([method, params])
    const known = earlier.get(question) ?? []
    if (known.length > 0 && random() < 0.3) return new Response(known[Math.floor(random() * known.length)])
    const response = await through(input, init)
    const text = await response.text()
    if (response.ok && text.includes('"result"')) earlier.set(question, [...known.slice(-2), text])
    return new Response(text, { status: response.status })
  }
}
