const windowMs = 3000
const mostSearches = 100

/**
 * The fault of this release: once more than 100 searches came within three seconds, every fifth is failed. A smoke test does not see
 * it, real traffic does.
 */
export function createSurge(): () => boolean {
  const arrivals: number[] = []
  let searches = 0
  return () => {
    const now = performance.now()
    arrivals.push(now)
    while ((arrivals[0] ?? now) < now - windowMs) arrivals.shift()
    searches += 1
    return arrivals.length > mostSearches && searches % 5 === 0
  }
}
