import { Host, type HostOptions } from '../host/host.ts'

/** The hosts of the protocol in force: one that applies and one that simulates, since recording charges a little too much. */
export class Hosts {
  #protocol: number
  #applying: Host
  #simulating: Host

  /** `lookUp` is for the one that simulates, `witness` sees the one that applies. */
  constructor(protocol: number, { lookUp, witness }: Required<Pick<HostOptions, 'lookUp'>> & HostOptions) {
    this.#protocol = protocol
    this.#applying = new Host(`p${protocol}-plain`, witness === undefined ? {} : { witness })
    this.#simulating = new Host(`p${protocol}-recording`, { lookUp })
  }

  get applying(): Host {
    return this.#applying
  }

  get simulating(): Host {
    return this.#simulating
  }

  /** Gives the settings of the network to both. */
  configure(settings: Uint8Array): void {
    this.#applying.configure(settings)
    this.#simulating.configure(settings)
  }

  /** Each protocol has its own hosts. Contracts stay parsed, by the new ones, which have the same settings. */
  changeTo(protocol: number): void {
    if (protocol === this.#protocol) return
    this.#protocol = protocol
    this.#applying = this.#applying.succeededBy(`p${protocol}-plain`)
    this.#simulating = this.#simulating.succeededBy(`p${protocol}-recording`)
  }
}
