/** What a workflow or job asks of its concurrency group. */
export interface Turn {
  readonly group: string
  readonly cancelInProgress: boolean
  /** `max` waits in order; `single` lets only the newest wait and cancels the one that waited before. */
  readonly queue: 'single' | 'max'
  /** Called when a newer one takes this one's place. */
  readonly onCancel: () => void
}

interface Waiting {
  readonly turn: Turn
  readonly start: (started: boolean) => void
}

/** The concurrency groups of one repository, in this process (GitHub: up to 100 wait with `queue: max`). */
export class Concurrency {
  readonly #running = new Map<string, Turn>()
  readonly #waiting = new Map<string, Waiting[]>()

  /** Waits for the turn. Null: cancelled while it waited. */
  async enter(turn: Turn, signal: AbortSignal): Promise<Disposable | null> {
    const running = this.#running.get(turn.group)
    if (running !== undefined) {
      const started = await this.#wait(turn, running, signal)
      if (!started) return null
    }
    this.#running.set(turn.group, turn)
    return { [Symbol.dispose]: () => this.#leave(turn.group) }
  }

  #wait(turn: Turn, running: Turn, signal: AbortSignal): Promise<boolean> {
    const queue = this.#waiting.get(turn.group) ?? []
    this.#waiting.set(turn.group, queue)
    if (turn.queue === 'single') for (const { turn: older, start } of queue.splice(0)) refuse(older, start)
    if (turn.cancelInProgress) running.onCancel()
    return new Promise((start) => {
      const waiting = { turn, start }
      queue.push(waiting)
      signal.addEventListener(
        'abort',
        () => {
          const index = queue.indexOf(waiting)
          if (index < 0) return
          queue.splice(index, 1)
          start(false)
        },
        { once: true },
      )
    })
  }

  #leave(group: string): void {
    this.#running.delete(group)
    const next = this.#waiting.get(group)?.shift()
    if (next === undefined) return
    // Taken here and not after the promise, so that no third one comes between.
    this.#running.set(group, next.turn)
    next.start(true)
  }
}

function refuse(turn: Turn, start: (started: boolean) => void): void {
  turn.onCancel()
  start(false)
}
