/** The part of WebAssembly used here; the types of Node name it only together with a browser's. */
interface WebAssemblyEngine {
  validate(bytes: Uint8Array): boolean
  readonly Module: {
    new (bytes: Uint8Array): object
    customSections(module: object, name: string): ArrayBuffer[]
  }
}

const { WebAssembly: engine } = globalThis as unknown as { WebAssembly: WebAssemblyEngine }

/** Whether the bytes are a whole, well-formed module. */
export function isWasm(bytes: Uint8Array): boolean {
  return engine.validate(bytes)
}

/** The contents of every custom section with this name, joined; null where there is none. */
export function customSection(bytes: Uint8Array, name: string): Uint8Array | null {
  const sections = engine.Module.customSections(new engine.Module(bytes), name)
  return sections.length === 0 ? null : Buffer.concat(sections.map((section) => new Uint8Array(section)))
}
