import { z } from 'zod'

/** The name of a secret: the secret itself does not belong into a file of the repository. */
export const secretReference = z
  .string()
  .regex(/^\$\{[^${}]+\}$/, 'Expected a reference to a secret, such as "${env.NAME}", not the secret itself')
