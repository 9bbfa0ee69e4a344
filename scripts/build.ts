/**
 * Builds dist: one bundle shared by the six actions, and a stub for each. Byte-reproducible: the same sources and
 * the same lock file give the same bytes. `--check` builds beside and tells whether the committed dist is stale.
 */
import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { transformSync } from 'esbuild'
import { actionNames } from './manifests.ts'

const root = join(import.meta.dirname, '..')
const isCheck = process.argv.includes('--check')
const target = isCheck ? mkdtempSync(join(tmpdir(), 'fairlead-dist-')) : join(root, 'dist')

run('generate', [join(root, 'scripts', 'generate.ts'), ...(isCheck ? ['--check'] : [])])
rmSync(join(root, 'build'), { recursive: true, force: true })
run('compile', [join(root, 'node_modules', 'typescript', 'bin', 'tsc'), '-p', join(root, 'tsconfig.build.json')])
refuseImportsOfSources(join(root, 'build'))
writeFileSync(join(root, 'build', 'package.json'), '{"type":"module"}\n')
rmSync(target, { recursive: true, force: true })
mkdirSync(target, { recursive: true })
run('bundle', [
  join(root, 'node_modules', '@vercel', 'ncc', 'dist', 'ncc', 'cli.js'),
  'build',
  join(root, 'build', 'main.js'),
  '-o',
  target,
  '--license',
  'licenses.txt',
  '--no-cache',
  '-q',
])
for (const file of readdirSync(target).filter((name) => name.endsWith('.js'))) minify(join(target, file))
writeFileSync(join(target, 'package.json'), '{"type":"module"}\n')
for (const name of actionNames) writeFileSync(join(target, `${name}.js`), `import { run } from './index.js'\nawait run('${name}')\n`)

if (isCheck) {
  const stale = differingFiles(join(root, 'dist'), target)
  rmSync(target, { recursive: true, force: true })
  if (stale.length > 0) {
    console.error(`dist is stale: ${stale.join(', ')}\nRun \`npm run build\` and commit the result.`)
    process.exit(1)
  }
  console.log('dist is what the sources give')
}

function run(title: string, argumentsList: readonly string[]): void {
  try {
    execFileSync(process.execPath, argumentsList, { cwd: root, stdio: ['ignore', 'inherit', 'inherit'] })
  } catch {
    console.error(`${title} failed`)
    process.exit(1)
  }
}

/** tsc leaves the path of an import() inside a function with `await using` as it was; in the bundle nothing is there (TypeScript 6.0). */
function refuseImportsOfSources(folder: string): void {
  const wrong = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter(
    (name) => name.endsWith('.js') && /import\(\s*["']\.[^"']*\.ts["']/.test(readFileSync(join(folder, name), 'utf8')),
  )
  if (wrong.length === 0) return
  console.error(`an import() keeps its .ts in ${wrong.join(', ')}: move it into a function without \`await using\``)
  process.exit(1)
}

/** ncc minifies its main file only; the lazy ones are the larger part of what a job downloads. */
function minify(path: string): void {
  const options = { minify: true, format: 'esm', target: 'node24', legalComments: 'none' } as const
  writeFileSync(path, transformSync(readFileSync(path, 'utf8'), options).code)
}

function differingFiles(committed: string, built: string): string[] {
  const files = (folder: string) =>
    readdirSync(folder, { recursive: true, withFileTypes: true }).flatMap((entry) =>
      entry.isFile() ? [join(entry.parentPath, entry.name).slice(folder.length + 1)] : [],
    )
  return [...new Set([...files(committed), ...files(built)])].filter((file) => read(join(committed, file)) !== read(join(built, file)))
}

function read(path: string): string | null {
  try {
    return readFileSync(path, 'latin1')
  } catch {
    return null
  }
}
