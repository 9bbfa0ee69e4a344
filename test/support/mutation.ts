/** Seeded mutations of JSON-RPC requests, as text, as JSON and as the XDR inside. */

export type Json = null | boolean | number | string | Json[] | { [key: string]: Json }

/** Draws whole numbers below a bound; the same seed draws the same ones (mulberry32). */
export function dice(seed: number): (below: number) => number {
  let state = seed >>> 0
  return (below) => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) % below
  }
}

/** The request with one to three of its values changed, taken away, or repeated. */
export function mutated(request: Json, draw: (below: number) => number): Json {
  let changed = request
  for (let change = 0; change <= draw(3); change += 1) changed = changedSomewhere(changed, draw)
  return changed
}

/** Its text with some bytes changed, cut off, or repeated. */
export function mutatedText(request: Json, draw: (below: number) => number): Buffer {
  const bytes = Buffer.from(JSON.stringify(request))
  for (let change = 0; change <= draw(4); change += 1) bytes[draw(bytes.length)] = draw(256)
  if (draw(4) === 0) return bytes.subarray(0, draw(bytes.length))
  return draw(10) === 0 ? Buffer.concat([bytes, bytes.subarray(draw(bytes.length))]) : bytes
}

function changedSomewhere(value: Json, draw: (below: number) => number): Json {
  if (typeof value !== 'object' || value === null || draw(20) === 0) return changedValue(value, draw)
  const places = Object.entries(value)
  // The deeper, the likelier: that is where the interesting values are.
  const deep = places.filter(([, item]) => typeof item === 'object' && item !== null)
  const candidates = deep.length > 0 && draw(8) > 0 ? deep : places
  const [place] = candidates[draw(Math.max(candidates.length, 1))] ?? []
  if (place === undefined) return changedValue(value, draw)
  return Array.isArray(value) ? changedList(value, Number(place), draw) : changedObject(value, place, draw)
}

function changedList(list: Json[], place: number, draw: (below: number) => number): Json[] {
  const item = list[place] ?? null
  const changed = [...list]
  const fate = draw(8)
  if (fate === 0) changed.splice(place, 1)
  else if (fate === 1) changed.push(...Array<Json>(draw(300)).fill(item))
  else changed[place] = changedSomewhere(item, draw)
  return changed
}

function changedObject(object: { [key: string]: Json }, key: string, draw: (below: number) => number): { [key: string]: Json } {
  const { [key]: item = null, ...rest } = object
  if (draw(12) === 0) return rest
  if (draw(12) === 0) return { ...object, [strange[draw(strange.length)] ?? 'more']: junk(draw) }
  return { ...object, [key]: changedSomewhere(item, draw) }
}

const strange = ['__proto__', 'constructor', 'toString', '', 'more', 'params', 'xdrFormat', 'pagination', 'ключ', '\u0000']

function changedValue(value: Json, draw: (below: number) => number): Json {
  if (typeof value === 'string' && draw(4) > 0) return draw(2) === 0 ? changedBase64(value, draw) : changedText(value, draw)
  if (typeof value === 'number' && draw(2) === 0) return value + draw(5) - 2
  return junk(draw)
}

// As bytes, whether it is base64 or not.
function changedBase64(text: string, draw: (below: number) => number): string {
  const bytes = Buffer.from(text, 'base64')
  if (bytes.length === 0) return text
  for (let change = 0; change <= draw(3); change += 1) {
    const kind = draw(3)
    if (kind === 0) bytes[draw(bytes.length)] = draw(256)
    else if (kind === 1) bytes[draw(bytes.length)] = 1 << draw(8)
    // Where lengths, types and counts are.
    else if (bytes.length >= 4) bytes.writeUInt32BE(extremes[draw(extremes.length)] ?? 0, draw(Math.floor(bytes.length / 4)) * 4)
  }
  if (draw(6) === 0) return bytes.subarray(0, draw(bytes.length)).toString('base64')
  return (draw(6) === 0 ? Buffer.concat([bytes, bytes]) : bytes).toString('base64')
}

const extremes = [0, 1, 2, 3, 0x7fff_ffff, 0x8000_0000, 0xffff_ffff, 0x0001_0000]

function changedText(text: string, draw: (below: number) => number): string {
  const at = draw(text.length + 1)
  const pieces = ['', '-', '\u0000', '\ud800', '=', '*', '**', ' ', '\n', '9'.repeat(30), text]
  return text.slice(0, at) + (pieces[draw(pieces.length)] ?? '') + text.slice(at + draw(3))
}

function junk(draw: (below: number) => number): Json {
  const values: (() => Json)[] = [
    () => null,
    () => true,
    () => -1,
    () => 0.5,
    () => 2 ** 32,
    () => 1e308,
    () => '',
    () => 'x'.repeat(draw(2_000)),
    () => [],
    () => ({}),
    () => [[[{}]]],
    () => ({ length: 3 }),
    () => Array<Json>(draw(50)).fill(null),
    () => nested(draw(500)),
  ]
  return values[draw(values.length)]?.() ?? null
}

function nested(levels: number): Json {
  let value: Json = 'deep'
  for (let level = 0; level < levels; level += 1) value = level % 2 === 0 ? [value] : { inner: value }
  return value
}
