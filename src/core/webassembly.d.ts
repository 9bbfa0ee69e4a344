// Node has WebAssembly; its types come with the browser's, which have no place here. Only what is used.
declare namespace WebAssembly {
  class Module {
    constructor(bytes: Uint8Array)
  }
  class Instance {
    constructor(module: Module, imports: Record<string, Record<string, (...values: number[]) => number | undefined>>)
    readonly exports: object
  }
  class RuntimeError extends Error {}
  interface Memory {
    readonly buffer: ArrayBuffer
  }
}
