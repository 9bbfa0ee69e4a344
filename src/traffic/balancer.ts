import type { Color } from './color.ts'

/** What routes users: every kind is one file with this interface, and a line in `openBalancer`. */
export interface Balancer {
  /** Kind and key, as messages and the record call it. */
  readonly name: string
  /** The active color, read from the balancer itself; problem `traffic/color-unknown` unless it is exactly one. */
  read(): Promise<BalancerColor>
  /**
   * One write that sends all users to a color, if nothing was written since `token` was read. False: another writer
   * was faster and this one wrote nothing. An answer that was lost is settled by reading back.
   */
  compareAndSwitch(to: Color, token: string): Promise<boolean>
  /** Whether a restart of the balancer would keep the active color. */
  isKept(color: Color): Promise<boolean>
  /** Makes a restart of the balancer keep the color. */
  keep(color: Color): Promise<void>
  /** Counters since the start of the balancer. */
  statistics(): Promise<Statistics>
}

export interface BalancerColor {
  readonly color: Color
  /** Names what was read; a switch with it fails when the balancer was written since. */
  readonly token: string
}

export interface Statistics {
  /** Another text after each restart: counters begin anew. */
  readonly epoch: string
  readonly services: ReadonlyMap<string, Readonly<Record<Color, Counters>>>
}

export interface Counters {
  /** Sent to this color, those in flight included. */
  readonly requests: number
  /** Answered with 5xx, cut, or not answered. */
  readonly failed: number
  readonly inFlight: number
}
