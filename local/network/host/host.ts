import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { type Build, blobName, hostFolder } from './provenance.ts'
import { AnswerReader } from './wire.ts'

/** What the host can be asked for; src/lib.rs has the other side. */
export const operation = {
  version: 0,
  configure: 1,
  applyInvocation: 2,
  addModule: 3,
  removeModule: 4,
  resourceFee: 5,
  rentFee: 6,
  sizeForRent: 7,
  simulateInvocation: 10,
  simulateExtension: 11,
  simulateRestoration: 12,
  panic: 99,
} as const

type Operation = (typeof operation)[keyof typeof operation]

/** The request could not be served at all, for instance since the host panicked. It says nothing about the ledger, which is as before. */
export class HostFailure extends Error {
  override readonly name = 'HostFailure'
}

/** Finds an entry by the XDR of its key, with the last ledger it lives in (null: it has no end). */
export type LookUp = (key: Uint8Array) => { entry: Uint8Array; liveUntil: number | null } | null

/** Is told every exchange with the host, so that another build can be asked the same. The answer begins with its status. */
export type Witness = (operation: number, request: Uint8Array, answer: Uint8Array) => void

export interface HostOptions {
  /** What the recording build asks for; without it nothing is found. */
  lookUp?: LookUp
  witness?: Witness
}

interface Exports {
  memory: WebAssembly.Memory
  initialize(): void
  allocate(length: number): number
  release(pointer: number, length: number): void
  call(operation: number, request: number, length: number): number
}

/**
 * One instance of the Soroban host. It remembers settings and parsed contracts so that it can start anew after a panic, which
 * leaves a WebAssembly instance unusable; nothing else is kept in it between calls.
 */
export class Host {
  readonly #build: Build['name']
  readonly #options: HostOptions
  readonly #contracts = new Map<string, Uint8Array>()
  #settings: Uint8Array | null = null
  #exports: Exports | null = null
  #panicText = ''
  #panicsNext = false

  constructor(build: Build['name'], options: HostOptions = {}) {
    this.#build = build
    this.#options = options
  }

  /** A host of another build that has the same settings and contracts. */
  succeededBy(build: Build['name']): Host {
    const next = new Host(build, this.#options)
    next.#settings = this.#settings
    for (const [hash, wasm] of this.#contracts) next.addContract(hash, wasm)
    return next
  }

  /** Gives the settings of the network: a request as settings.rs describes. */
  configure(settings: Uint8Array): void {
    this.#settings = settings
    if (this.#exports !== null) this.call(operation.configure, settings)
  }

  /**
   * Keeps a contract parsed, as validators do from the ledger after its upload on. One that the host cannot bear is not kept: it could
   * not start anew with it.
   */
  addContract(hash: string, wasm: Uint8Array): void {
    if (this.#contracts.has(hash)) return
    try {
      this.call(operation.addModule, wasm)
    } catch (error) {
      if (error instanceof HostFailure) return
      throw error
    }
    this.#contracts.set(hash, wasm)
  }

  /** Contracts that are kept parsed, by hash. */
  get contracts(): ReadonlyMap<string, Uint8Array> {
    return new Map(this.#contracts)
  }

  /** Keeps these contracts parsed and no others. */
  keepContracts(contracts: ReadonlyMap<string, Uint8Array>): void {
    for (const hash of [...this.#contracts.keys()]) if (!contracts.has(hash)) this.removeContract(hash)
    for (const [hash, wasm] of contracts) this.addContract(hash, wasm)
  }

  removeContract(hash: string): void {
    if (this.#contracts.delete(hash) && this.#exports !== null) this.call(operation.removeModule, Buffer.from(hash, 'hex'))
  }

  /** Makes the host panic instead of carrying out the next invocation, as a defect of it would: for tests and rehearsals. */
  panicNext(): void {
    this.#panicsNext = true
  }

  /** Throws HostFailure when the host panics or does not understand the request. */
  call(wanted: Operation, request: Uint8Array): AnswerReader {
    const exports = this.#exports ?? this.#start()
    const panics = this.#panicsNext && wanted === operation.applyInvocation
    if (panics) this.#panicsNext = false
    const answer = this.#exchange(exports, panics ? operation.panic : wanted, request)
    if (answer[0] !== 0) throw new HostFailure(Buffer.from(answer.subarray(1)).toString('utf8'))
    return new AnswerReader(answer.subarray(1))
  }

  #start(): Exports {
    const instance = new WebAssembly.Instance(compiled(this.#build), {
      ledger: { get: (key = 0, length = 0) => this.#hand(key, length) },
      embedder: {
        panicked: (text = 0, length = 0) => {
          this.#panicText = Buffer.from(this.#view(text, length)).toString('utf8')
          return undefined
        },
      },
    })
    const exports = instance.exports as Exports
    this.#exports = exports
    exports.initialize()
    if (this.#settings !== null) this.#exchange(exports, operation.configure, this.#settings)
    for (const wasm of this.#contracts.values()) this.#exchange(exports, operation.addModule, wasm)
    return exports
  }

  #exchange(exports: Exports, wanted: Operation, request: Uint8Array): Uint8Array {
    try {
      const pointer = this.#put(request)
      const answered = exports.call(wanted, pointer, request.length)
      exports.release(pointer, request.length)
      const length = Buffer.from(this.#view(answered, 4)).readUInt32LE()
      const answer = this.#view(answered + 4, length).slice()
      exports.release(answered, length + 4)
      this.#options.witness?.(wanted, request, answer)
      return answer
    } catch (error) {
      this.#exports = null
      const text = this.#panicText === '' ? String(error) : this.#panicText
      this.#panicText = ''
      throw new HostFailure(text, { cause: error })
    }
  }

  // Answers the host's question for an entry: [u32 length][u32 live until, or 0][entry], or 0 for none.
  #hand(key: number, length: number): number {
    const found = this.#options.lookUp?.(this.#view(key, length).slice()) ?? null
    if (found === null) return 0
    const body = Buffer.alloc(8 + found.entry.length)
    body.writeUInt32LE(found.entry.length + 4, 0)
    body.writeUInt32LE(found.liveUntil ?? 0, 4)
    body.set(found.entry, 8)
    return this.#put(body)
  }

  #put(bytes: Uint8Array): number {
    const exports = this.#exports
    if (exports === null) throw new Error('the host is not running')
    const pointer = exports.allocate(bytes.length)
    this.#view(pointer, bytes.length).set(bytes)
    return pointer
  }

  // The buffer is replaced whenever the memory grows, so it is looked up each time.
  #view(pointer: number, length: number): Uint8Array {
    const exports = this.#exports
    if (exports === null) throw new Error('the host is not running')
    return new Uint8Array(exports.memory.buffer, pointer, length)
  }
}

const modules = new Map<Build['name'], WebAssembly.Module>()

// Compiled once a process: it takes about 15 ms, an instance less than one.
function compiled(name: Build['name']): WebAssembly.Module {
  const known = modules.get(name)
  if (known !== undefined) return known
  const module = new WebAssembly.Module(readFileSync(join(hostFolder, blobName({ name }))))
  modules.set(name, module)
  return module
}
