/**
 * A contract in bytes, for it has to be small: `go` takes a list of contracts, calls the first of them with the rest of the list, and so
 * on until the list is empty.
 */
export function chainContract(): Buffer {
  return Buffer.concat([
    Buffer.from('0061736d01000000', 'hex'),
    section(1, [functionType(1), functionType(3), functionType(0), functionType(2)]),
    section(2, [
      imported('v', '3', 0),
      imported('v', '8', 0),
      imported('v', '5', 0),
      imported('v', '_', 2),
      imported('v', '6', 3),
      imported('d', '_', 1),
    ]),
    section(3, [Buffer.from([0])]),
    section(7, [Buffer.concat([text('go'), Buffer.from([0, 6])])]),
    section(10, [sized(body())]),
    // The interface of protocol 27.
    custom('contractenvmetav0', Buffer.from('000000000000001b00000000', 'hex')),
  ])
}

const i64 = 0x7e
/** The value of nothing, and the small symbol `go`, as the host has them. */
const nothing = 2
const go = 734_222

function body(): Buffer {
  const path = [0x20, 0]
  const call = (index: number) => [0x10, index]
  return Buffer.from([
    0,
    ...[...path, ...call(0), 0x42, 32, 0x88, 0x50, 0x04, 0x40, 0x42, nothing, 0x0f, 0x0b],
    ...[...path, ...call(1), 0x42, ...signed(go), ...call(3), ...path, ...call(2), ...call(4), ...call(5)],
    0x0b,
  ])
}

function functionType(parameters: number): Buffer {
  return Buffer.from([0x60, parameters, ...Array(parameters).fill(i64), 1, i64])
}

function imported(module: string, name: string, type: number): Buffer {
  return Buffer.concat([text(module), text(name), Buffer.from([0, type])])
}

function section(id: number, items: readonly Buffer[]): Buffer {
  return Buffer.concat([Buffer.from([id]), sized(Buffer.concat([Buffer.from([items.length]), ...items]))])
}

function custom(name: string, content: Buffer): Buffer {
  return Buffer.concat([Buffer.from([0]), sized(Buffer.concat([text(name), content]))])
}

function text(value: string): Buffer {
  return sized(Buffer.from(value))
}

function sized(content: Buffer): Buffer {
  return Buffer.concat([Buffer.from(unsigned(content.length)), content])
}

// LEB128.
function unsigned(value: number): number[] {
  return value < 128 ? [value] : [(value & 127) | 128, ...unsigned(value >> 7)]
}

function signed(value: number): number[] {
  return value < 64 ? [value] : [(value & 127) | 128, ...signed(value >> 7)]
}
