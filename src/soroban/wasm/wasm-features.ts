import { featureOfType, type RefusedFeature, readInstruction } from './wasm-instructions.ts'
import { type WasmReader, wasmReader } from './wasm-reader.ts'

/**
 * Features of WebAssembly that a module uses and no host of the network runs, each named once. Source of the rule:
 * soroban-env-host 27 and 28, `get_wasmi_config` and `extract_refined_contract_cost_inputs`.
 */
export function refusedFeatures(wasm: Uint8Array): readonly RefusedFeature[] {
  const found = new Set<RefusedFeature>()
  const module = wasmReader(wasm)
  module.skip(8)
  while (!module.atEnd) {
    const kind = module.byte()
    const section = module.part(module.unsigned())
    for (const feature of sections[kind]?.(section) ?? []) if (feature !== null) found.add(feature)
  }
  return [...found]
}

type Features = Iterable<RefusedFeature | null>

/** What is looked at, by the number of its section. Imports, elements and data are left to the simulation of the upload. */
const sections: Readonly<Record<number, (section: WasmReader) => Features>> = {
  1: (section) => items(section, functionType),
  4: (section) => items(section, table, 'reference types'),
  5: (section) => items(section, memory, 'several memories'),
  6: (section) => items(section, global),
  8: () => ['a start function'],
  10: (section) => items(section, body),
  13: () => ['exceptions'],
}

/** Every item of a section; `whenSeveral` is what more than one of them needs. */
function* items(section: WasmReader, read: (section: WasmReader) => Features, whenSeveral: RefusedFeature | null = null): Features {
  const count = section.unsigned()
  if (count > 1) yield whenSeveral
  for (let index = 0; index < count; index++) yield* read(section)
}

function* functionType(section: WasmReader): Features {
  section.skip(1)
  yield* items(section, valueType)
  yield* items(section, valueType, 'multi-value')
}

function* valueType(section: WasmReader): Features {
  yield featureOfType(section.byte())
}

function* table(section: WasmReader): Features {
  if (section.byte() !== 0x70) yield 'reference types'
  skipLimits(section)
}

function* memory(section: WasmReader): Features {
  const flags = skipLimits(section)
  if ((flags & 2) !== 0) yield 'threads'
  if ((flags & 4) !== 0) yield '64-bit memory'
}

function skipLimits(section: WasmReader): number {
  const flags = section.byte()
  section.skipNumber()
  if ((flags & 1) !== 0) section.skipNumber()
  return flags
}

/** Its first value may be one constant; anything calculated is refused. */
function* global(section: WasmReader): Features {
  yield featureOfType(section.byte())
  section.skip(1)
  const constants = [0x41, 0x42, 0x43, 0x44, 0xd0, 0xd2]
  for (let code = section.peek(); code !== 0x0b; code = section.peek()) {
    if (!constants.includes(code)) yield 'extended constants'
    yield readInstruction(section).feature
  }
  section.skip(1)
}

function* body(section: WasmReader): Features {
  const instructions = section.part(section.unsigned())
  yield* items(instructions, locals)
  while (!instructions.atEnd) {
    const { feature, stop } = readInstruction(instructions)
    yield feature
    if (stop) return
  }
}

function* locals(instructions: WasmReader): Features {
  instructions.skipNumber()
  yield featureOfType(instructions.byte())
}
