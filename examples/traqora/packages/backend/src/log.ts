import { type LogLevel, logLevels } from './settings.ts'

export type Log = (level: LogLevel, message: string, fields?: Record<string, unknown>) => void

/** One JSON object a line; levels below `lowest` are dropped. */
export function createLog({ lowest, write }: { lowest: LogLevel; write: (line: string) => void }): Log {
  return (level, message, fields = {}) => {
    if (logLevels.indexOf(level) < logLevels.indexOf(lowest)) return
    write(`${JSON.stringify({ time: new Date().toISOString(), level, message, ...fields })}\n`)
  }
}
