import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Manifest } from '../core/manifest.ts'
import { configMissing } from './problems.ts'

/**
 * The text of fairlead.yml. A missing file is allowed only where it was not asked for by name and the inputs bring
 * their own sections: an action works alone, with inputs only.
 */
export async function configText(
  path: string,
  { manifest, directory, inputs }: { manifest: Manifest; directory: string; inputs: Readonly<Record<string, unknown>> },
): Promise<{ text: string | null; file: string }> {
  try {
    return { text: await readFile(join(directory, path), 'utf8'), file: path }
  } catch (cause) {
    const isDefault = manifest.inputs['config']?.default === path
    if (isDefault && inlineSections(manifest, inputs).size > 0) return { text: null, file: path }
    throw configMissing({ path, cause })
  }
}

/** Sections that were given as inputs, by input name. */
export function inlineSections(
  manifest: Manifest,
  inputs: Readonly<Record<string, unknown>>,
): ReadonlyMap<string, { section: string; text: string }> {
  return new Map(
    Object.entries(manifest.inputs).flatMap(([name, { section }]) => {
      const text = inputs[name]
      return section === null || typeof text !== 'string' ? [] : [[name, { section, text }] as const]
    }),
  )
}
