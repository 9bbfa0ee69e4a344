import { z } from 'zod'

/** `flights` or `public.flights`, in a setting. */
export const tableName = z.string().regex(/^[A-Za-z_][\w$]*(\.[A-Za-z_][\w$]*)?$/, 'Expected a table name, with or without its schema')
