/** Writes everything that has its source in the manifests, sections and problems. `--check` only tells what is stale. */
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { configJsonSchema } from '../src/config/config.ts'
import { sections } from '../src/sections.ts'
import { actionReadme } from './generate/action-readme.ts'
import { actionYaml } from './generate/action-yaml.ts'
import { batchDeployerCode } from './generate/batch-deployer.ts'
import { errorsPage } from './generate/errors-page.ts'
import { referencePage } from './generate/reference-page.ts'
import { sqlGrammar } from './generate/sql-grammar.ts'
import { readManifests } from './manifests.ts'

const root = join(import.meta.dirname, '..')
const files = await generatedFiles()
const stale: string[] = []
for (const [path, text] of files) {
  const absolute = join(root, path)
  if ((await readFile(absolute, 'utf8').catch(() => null)) === text) continue
  stale.push(path)
  if (process.argv.includes('--check')) continue
  await mkdir(dirname(absolute), { recursive: true })
  await writeFile(absolute, text)
}
if (process.argv.includes('--check') && stale.length > 0) {
  console.error(`stale: ${stale.join(', ')}\nRun \`npm run build\` and commit the result.`)
  process.exit(1)
}
console.log(`${files.size} generated files, ${stale.length} ${process.argv.includes('--check') ? 'stale' : 'written'}`)

async function generatedFiles(): Promise<Map<string, string>> {
  const manifests = await readManifests()
  return new Map([
    ...manifests.flatMap((manifest): [string, string][] => [
      [`actions/${manifest.name}/action.yml`, actionYaml(manifest)],
      [`actions/${manifest.name}/README.md`, actionReadme(manifest)],
    ]),
    ['src/postgres/sql/sql-grammar.ts', await sqlGrammar(root)],
    ['src/soroban/batch/batch-deployer-code.ts', await batchDeployerCode(root)],
    ['action-docs/errors.md', await errorsPage(join(root, 'src'))],
    ['action-docs/fairlead-yml.md', referencePage(sections)],
    ['action-docs/fairlead.schema.json', `${JSON.stringify(configJsonSchema(sections), null, 2)}\n`],
  ])
}
