/** Versions of a map: `next` is ahead of `current` while somebody prepares a new content. */
export interface MapVersions {
  readonly current: number
  readonly next: number
}

export interface MapEntry {
  readonly key: string
  readonly value: string
}

/** Reads the line of one map in `show map`: `2 (/etc/color.map) pattern ... curr_ver=0 next_ver=0 entry_cnt=1`. Null when it is not there. */
export function versionsOf(listing: string, map: string): MapVersions | null {
  const line = listing.split('\n').find((text) => text.includes(`(${map})`))
  const [, current, next] = /curr_ver=(\d+) next_ver=(\d+)/.exec(line ?? '') ?? []
  return current === undefined || next === undefined ? null : { current: Number(current), next: Number(next) }
}

/** Reads `show map FILE`: `0x55ace3dd7e40 traqora blue`, an entry a line. */
export function entriesOf(shown: string): MapEntry[] {
  return shown.split('\n').flatMap((line) => {
    const [, key, value] = /^0x[0-9a-f]+ (\S+) ?(.*)$/.exec(line) ?? []
    return key === undefined ? [] : [{ key, value: (value ?? '').trim() }]
  })
}

/** The version that `prepare map` made, or null when it was refused. */
export function preparedVersion(answer: string): number | null {
  const version = /^New version created: (\d+)/.exec(answer)?.[1]
  return version === undefined ? null : Number(version)
}

/** The values that a map file gives to a key; comments and other keys are left out. */
export function valuesInFile(text: string, key: string): string[] {
  return linesOfKey(text.split('\n'), key).map(([, value]) => value)
}

/** The same file with one line for the key; everything else stays as it is. */
export function fileWithValue(text: string, { key, value }: MapEntry): string {
  const lines = text === '' ? [] : text.replace(/\n$/, '').split('\n')
  const mine = new Set(linesOfKey(lines, key).map(([index]) => index))
  const first = Math.min(...mine, lines.length)
  const others = lines.filter((_, index) => !mine.has(index))
  return `${[...others.slice(0, first), `${key} ${value}`, ...others.slice(first)].join('\n')}\n`
}

function linesOfKey(lines: readonly string[], key: string): [number, string][] {
  return lines.flatMap((line, index): [number, string][] => {
    const [found, ...value] = line.trim().split(/\s+/)
    return found === key ? [[index, value.join(' ')]] : []
  })
}
