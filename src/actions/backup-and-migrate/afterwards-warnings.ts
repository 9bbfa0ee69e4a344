/** The release is migrated all the same; the next one tries again. */
export const notRetired = {
  code: 'database/not-retired',
  what: 'The database is migrated; only what older releases left could not be removed.',
}

/** The mark stays at `begun`: a further attempt takes the same backup again. */
export const notSettled = { code: 'database/not-settled', what: 'The database is migrated; only its backup could not be told so.' }
