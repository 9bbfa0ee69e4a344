export interface Migration {
  version: number
  name: string
  file: string
}

/** The migrations among some file names, by version; throws on a name or a number that leaves the order open. */
export function orderMigrations(files: string[]): Migration[] {
  const migrations = files.filter((file) => file.endsWith('.sql')).map(read)
  const ordered = migrations.toSorted((one, other) => one.version - other.version)
  const twin = ordered.find(({ version }, index) => ordered[index + 1]?.version === version)
  if (twin !== undefined) throw new Error(`Two migrations have the number ${twin.version}.`)
  return ordered
}

function read(file: string): Migration {
  const [, number, name] = /^(\d{3})_(\w+)\.sql$/.exec(file) ?? []
  if (number === undefined || name === undefined) throw new Error(`${file} is not named like 001_flights.sql.`)
  return { version: Number(number), name, file }
}
