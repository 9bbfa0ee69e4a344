/** A promise that rejects when the signal fires. */
export function abortion(signal: AbortSignal): { promise: Promise<never>; cancel(): void } {
  let cancel = () => {}
  const promise = new Promise<never>((_, reject) => {
    const stop = () => reject(new Error('aborted'))
    if (signal.aborted) stop()
    signal.addEventListener('abort', stop, { once: true })
    cancel = () => signal.removeEventListener('abort', stop)
  })
  promise.catch(() => {})
  return { promise, cancel }
}
