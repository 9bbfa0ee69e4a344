import { existsSync } from 'node:fs'
import { didYouMean } from '../../src/core/suggestion.ts'
import { loadProfile, type Profile, readProfile } from './ledger/settings.ts'
import { badProfile } from './problems.ts'
import { profileNames } from './profile-names.ts'

/** A profile by its name, or from a file ending in `.json`. Throws the Problem badProfile. */
export function findProfile(nameOrFile: string, protocol: number): Profile {
  const name = profileNames.find((known) => known === nameOrFile)
  if (name !== undefined) return loadProfile(name, protocol)
  if (!nameOrFile.endsWith('.json'))
    throw badProfile({ profile: nameOrFile, reason: `it is not known.${didYouMean(nameOrFile, profileNames)}` })
  if (!existsSync(nameOrFile)) throw badProfile({ profile: nameOrFile, reason: 'there is no such file.' })
  const profile = fromFile(nameOrFile)
  if (profile.protocol === protocol) return profile
  throw badProfile({ profile: nameOrFile, reason: `it is of protocol ${profile.protocol}, and this network of ${protocol}.` })
}

function fromFile(file: string): Profile {
  try {
    return readProfile(file)
  } catch (error) {
    throw badProfile({
      profile: file,
      reason: `it cannot be read: ${error instanceof Error ? error.message : String(error)}.`,
      cause: error,
    })
  }
}
