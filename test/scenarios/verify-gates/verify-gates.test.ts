import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { expect, test } from '@jest/globals'
import { Keypair } from '@stellar/stellar-sdk'
import { type GitHub, startGitHub } from '../../../local/github/github.ts'
import { type ActionRun, runAction } from '../../support/run-action.ts'

interface Repository {
  readonly folder: string
  readonly commit: string
}

/** A repository with one commit. */
function repository(files: Readonly<Record<string, string>>): Repository {
  const folder = mkdtempSync(join(tmpdir(), 'fairlead-gates-'))
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true })
    writeFileSync(join(folder, path), text)
  }
  const git = (...args: string[]) =>
    execFileSync('git', ['-c', 'user.name=T', '-c', 'user.email=t@t.example', ...args], { cwd: folder })
      .toString()
      .trim()
  git('init', '--quiet')
  git('add', '--all')
  git('commit', '--quiet', '--message', 'first')
  return { folder, commit: git('rev-parse', 'HEAD') }
}

function gatesFile(gates: string): string {
  return `system: traqora\nenvironments: { production: {} }\ngates:\n${gates}`
}

async function verify({ folder, commit }: Repository, github: GitHub | null = null, env: Record<string, string> = {}): Promise<ActionRun> {
  const token = github?.issueToken({ permissions: { checks: 'read', statuses: 'read', actions: 'read' } }).value
  return runAction('verify-gates', {
    repository: folder,
    inputs: { environment: 'production', ...(token === undefined ? {} : { 'github-token': token }) },
    env,
    facts: { GITHUB_SHA: commit, ...(github === null ? {} : { GITHUB_API_URL: github.apiUrl }) },
  })
}

const lcov = 'SF:src/bookings/book.ts\nDA:1,1\nDA:2,1\nDA:3,1\nDA:4,0\nend_of_record\nSF:src/other.ts\nDA:1,1\nend_of_record\n'

test('all gates green: the statement is bound to commit, tree and environment, and the run changes nothing', async () => {
  await using github = await startGitHub({ repository: 'traqora/traqora' })
  const given = repository({
    'fairlead.yml': gatesFile(`  - checks: { required: [lint, test], app: github-actions }
  - checks: { required: [external] }
  - command: mkdir -p coverage && printf '%s' "$REPORT" > coverage/lcov.info
    not-applicable: the report is committed in this example
  - name: says hello
    command: { run: echo hello, timeout: 20s }
  - coverage: { report: coverage/lcov.info, lines: ">= 80 %", paths: { "src/bookings/**": ">= 75 %" } }
  - env: { file: .env.example, require: { JWT_SECRET: { length: ">= 32" } } }
  - secret-scan: {}
`),
    'coverage/lcov.info': lcov,
    '.env.example': `JWT_SECRET=${'x'.repeat(32)}\n`,
  })
  github.repository.addCommit({ sha: given.commit })
  github.repository.addCheckRun({ headSha: given.commit, name: 'lint', conclusion: 'success' })
  github.repository.addCheckRun({ headSha: given.commit, name: 'test', conclusion: 'success' })
  github.repository.addStatus({ sha: given.commit, context: 'external', state: 'success' })
  const run = await verify(given, github)
  expect(run.errors).toEqual([])
  expect(run.exitCode).toBe(0)
  expect(run.outputs).toMatchObject({ verdict: 'pass', changed: 'false', 'reason-code': '' })
  expect(Object.values(JSON.parse(run.outputs['gates'] ?? '{}') as Record<string, string>)).toEqual([
    'pass',
    'pass',
    'not-applicable',
    'pass',
    'pass',
    'pass',
    'pass',
  ])
  const statement = JSON.parse(readFileSync(join(given.folder, run.outputs['verdict-path'] ?? ''), 'utf8')) as Record<string, unknown>
  expect(statement).toMatchObject({
    subject: {
      commit: given.commit,
      environment: 'production',
      repository: 'traqora/traqora',
      tree: expect.stringMatching(/^[0-9a-f]{40}$/),
    },
    gatesSha256: expect.stringMatching(/^[0-9a-f]{64}$/),
  })
  expect(run.summary).toContain('| says hello | pass |')
})

test('a reference in `when` has its value, and one that cannot be read is a red gate at its place', async () => {
  const given = repository({
    'fairlead.yml': gatesFile(`  - command: exit 3
    when: "'\${environment}' == 'production'"
  - name: elsewhere
    command: exit 4
    when: "'\${environment}' == 'staging'"
  - name: unset
    command: exit 5
    when: "'\${env.NEVER_SET}' == ''"
  - name: malformed
    command: exit 6
    when: "environment = 'production'"
`),
  })
  const run = await verify(given)
  expect(JSON.parse(run.outputs['gates'] ?? '{}')).toEqual({
    'exit 3': 'fail',
    elsewhere: 'not-applicable',
    unset: 'error',
    malformed: 'error',
  })
  expect(run.errors.map(({ title, line }) => [title, line])).toEqual([
    ['gates/command-failed', 4],
    ['config/reference-without-value', 11],
    ['core/expression-malformed', 14],
  ])
})

test('a record that cannot be written any more is red, and what was found is told all the same', async () => {
  const given = repository({
    'fairlead.yml': `${gatesFile('  - name: breaks the record\n    command: rm -r kept/production && touch kept/production\n')}record: { directory: kept }\n`,
  })
  const run = await verify(given)
  expect(run.exitCode).toBe(1)
  expect(run.errors.map(({ title }) => title)).toEqual(['record/unreachable'])
  expect(run.outputs).toMatchObject({ verdict: 'error', 'reason-code': 'record/unreachable', gates: '{"breaks the record":"pass"}' })
  expect(run.outputs['result']).toContain('breaks the record')
  expect(run.summary).toContain('| breaks the record | pass |')
})

test('a pattern that is no regular expression is told where it stands', async () => {
  const given = repository({ 'fairlead.yml': gatesFile('  - env: { variables: true, require: { PORT: { pattern: "[0-9" } } }\n') })
  const run = await verify(given)
  expect(run.errors.map(({ title, line }) => [title, line])).toEqual([['config/invalid', 4]])
  expect(run.errors[0]?.message).toContain('regular expression')
})

test('every red gate is told, each with its place, and no value or seed is ever printed', async () => {
  await using github = await startGitHub({ repository: 'traqora/traqora' })
  const seed = Keypair.random().secret()
  const given = repository({
    'fairlead.yml': gatesFile(`  - checks: { required: [lint, test, types, docs] }
  - command: echo "lint found 3 problems" && exit 3
  - coverage: { report: coverage/lcov.info, lines: ">= 80 %", paths: { "src/bookings/**": ">= 95 %" } }
  - env: { file: .env.example, variables: true, require: { JWT_SECRET: { length: ">= 32" }, BOOKING_CONTRACT_ID: contract-id, ADMIN_API_KEY: required } }
  - secret-scan: { paths: [scripts] }
`),
    'coverage/lcov.info': lcov,
    '.env.example': 'JWT_SECRET=canary-short-value\nBOOKING_CONTRACT_ID=0xdeadbeefcanary\n',
    'scripts/deploy.sh': `#!/bin/sh\nstellar deploy --source ${seed}\n`,
  })
  github.repository.addCommit({ sha: given.commit })
  github.repository.addCheckRun({ headSha: given.commit, name: 'lint', conclusion: 'failure' })
  github.repository.addCheckRun({ headSha: given.commit, name: 'test', conclusion: null })
  github.repository.addCheckRun({ headSha: given.commit, name: 'types', conclusion: 'skipped' })
  const run = await verify(given, github)
  expect(run.exitCode).toBe(1)
  expect(run.outputs['verdict']).toBe('fail')
  expect(run.errors.map(({ title, line }) => [title, line])).toEqual([
    ['gates/checks-not-green', 4],
    ['gates/command-failed', 5],
    ['gates/coverage-too-low', 6],
    ['gates/env-contract', 7],
    ['gates/secrets-found', 8],
  ])
  expect(run.errors[0]?.message).toContain('lint: failure; test: pending; types: skipped; docs: missing')
  expect(run.errors[1]?.message).toContain('lint found 3 problems')
  expect(run.errors[2]?.message).toContain('src/bookings/**: 75.00 % of lines, wanted >= 95 %')
  expect(run.errors[3]?.message).toContain(
    'JWT_SECRET must have >= 32 characters; BOOKING_CONTRACT_ID is not a contract id (C...); ADMIN_API_KEY is missing',
  )
  expect(run.errors[4]?.message).toContain('scripts/deploy.sh:2')
  for (const value of [seed, 'canary-short-value', '0xdeadbeefcanary']) expect(run.everythingItWrote).not.toContain(value)
})

test('what cannot be known is an error: no report, no path that matches, a GitHub that does not answer, no token', async () => {
  await using github = await startGitHub({ repository: 'traqora/traqora' })
  const given = repository({
    'fairlead.yml': gatesFile(`  - coverage: { report: missing.info, lines: ">= 80 %" }
  - coverage: { report: coverage/lcov.info, lines: ">= 50 %", paths: { "src/payments/**": ">= 95 %" } }
  - env: { file: .env.missing, require: { A: required } }
  - secret-scan: { paths: [nowhere] }
  - checks: { required: [lint] }
`),
    'coverage/lcov.info': lcov,
  })
  github.repository.addCommit({ sha: given.commit })
  github.fault('server-error', { path: '/check-runs', times: 20 })
  const codes = ['gates/coverage-unreadable', 'gates/coverage-unreadable', 'gates/env-unreadable', 'gates/nothing-to-scan']
  expect((await verify(given, github)).errors.map(({ title }) => title)).toEqual([...codes, 'github/unreachable'])
  expect((await verify(given)).errors.map(({ title }) => title)).toEqual([...codes, 'github/token-missing'])
})

test('no gates at all are refused, and so is an unknown kind, with its place and what was meant', async () => {
  const empty = await verify(repository({ 'fairlead.yml': gatesFile('  []\n') }))
  expect(empty.errors).toEqual([expect.objectContaining({ title: 'gates/empty', file: 'fairlead.yml' })])
  const misspelt = await verify(repository({ 'fairlead.yml': gatesFile('  - coverge: { report: a, lines: ">= 1 %" }\n') }))
  expect(misspelt.errors).toEqual([
    expect.objectContaining({
      title: 'config/unknown-key',
      file: 'fairlead.yml',
      line: 4,
      column: 5,
      message: expect.stringContaining('Did you mean "coverage"?'),
    }),
  ])
})

test('an environment that tightens the gates is judged by all of them, and a gate works as an input without fairlead.yml', async () => {
  const tightened = repository({
    'fairlead.yml': 'system: traqora\ngates:\n  - command: exit 0\nenvironments:\n  production:\n    gates:\n      - command: exit 4\n',
  })
  expect((await verify(tightened)).errors).toEqual([expect.objectContaining({ title: 'gates/command-failed', line: 7 })])
  const alone = await runAction('verify-gates', {
    repository: repository({ 'a.txt': '' }).folder,
    inputs: { environment: 'production', gates: '- command: exit 0' },
  })
  expect(alone.outputs['verdict']).toBe('pass')
})

test.each(['../../elsewhere', 'release/1.2', '.hidden', 'two words'])('a release-id that would be a path is refused: %s', async (id) => {
  const { folder } = repository({ 'fairlead.yml': gatesFile('  - command: exit 0\n') })
  const run = await runAction('verify-gates', { repository: folder, inputs: { environment: 'production', 'release-id': id } })
  expect(run.errors).toEqual([expect.objectContaining({ title: 'input/no-name', message: expect.stringContaining(id) })])
})

test('unknown and missing inputs, a missing file and malformed YAML end before anything is looked at', async () => {
  const folder = repository({ 'fairlead.yml': 'system: [traqora\n' }).folder
  const wrong = await runAction('verify-gates', { repository: folder, inputs: { enviroment: 'production' } })
  expect(wrong.errors.map(({ title }) => title)).toEqual(['input/unknown', 'input/missing'])
  const malformed = await runAction('verify-gates', { repository: folder, inputs: { environment: 'production' } })
  expect(malformed.errors).toEqual([expect.objectContaining({ title: 'config/malformed', file: 'fairlead.yml', line: expect.any(Number) })])
  const missing = await runAction('verify-gates', { repository: folder, inputs: { environment: 'production', config: 'release.yml' } })
  expect(missing.errors).toEqual([expect.objectContaining({ title: 'config/missing' })])
})

test('an approved plan is carried out as it is; a changed gate is refused', async () => {
  const gates = (command: string) => gatesFile(`  - command: ${command}\n`)
  const given = repository({ 'fairlead.yml': gates('exit 0') })
  const inputs = { environment: 'production' }
  const planned = await runAction('verify-gates', { repository: given.folder, inputs: { ...inputs, 'dry-run': 'true' } })
  const planId = planned.outputs['plan-id'] ?? ''
  expect(planId).toMatch(/^[0-9a-f]{64}$/)
  expect(planned.log).toContain('would: 1 exit 0')
  const approved = await runAction('verify-gates', { repository: given.folder, inputs: { ...inputs, 'plan-id': planId } })
  expect(approved.outputs).toMatchObject({ verdict: 'pass', 'plan-id': planId })
  writeFileSync(join(given.folder, 'fairlead.yml'), gates('exit 00'))
  const changed = await runAction('verify-gates', { repository: given.folder, inputs: { ...inputs, 'plan-id': planId } })
  expect(changed.errors).toEqual([expect.objectContaining({ title: 'plan/differs' })])
  const unknown = await runAction('verify-gates', { repository: given.folder, inputs: { ...inputs, 'plan-id': 'f'.repeat(64) } })
  expect(unknown.errors).toEqual([expect.objectContaining({ title: 'plan/not-recorded' })])
})

test('a broken record is named, and nothing goes on', async () => {
  const given = repository({ 'fairlead.yml': gatesFile('  - command: exit 0\n') })
  await verify(given)
  const entry = join(given.folder, '.fairlead/record/production/00000001.json')
  writeFileSync(entry, readFileSync(entry, 'utf8').replace('"begun"', '"ended"'))
  const run = await verify(given)
  expect(run.errors).toEqual([expect.objectContaining({ title: 'record/broken-chain', message: expect.stringContaining('00000002.json') })])
})

test("a value from the job's environment that a command got is masked in what it says, one written in the file is not", async () => {
  const token = 'canary-token-0123456789'
  const command = '{ run: \'echo "$MODE $TOKEN"; exit 1\', environment: { MODE: production-like, TOKEN: "${env.TOKEN}" } }'
  const given = repository({ 'fairlead.yml': gatesFile(`  - name: mode\n    command: ${command}\n`) })
  const run = await runAction('verify-gates', {
    repository: given.folder,
    inputs: { environment: 'production' },
    env: { TOKEN: token },
  })
  expect(run.errors).toEqual([
    expect.objectContaining({ title: 'gates/command-failed', message: expect.stringContaining('production-like [env.TOKEN]') }),
  ])
  expect(run.everythingItWrote).not.toContain(token)
})

test('a plan that would hold a known secret is neither recorded nor printed', async () => {
  const token = 'canary-token-0123456789'
  const given = repository({ 'fairlead.yml': gatesFile(`  - name: gate of ${token}\n    command: exit 0\n`) })
  const run = await runAction('verify-gates', { repository: given.folder, inputs: { environment: 'production', 'github-token': token } })
  expect(run.errors).toEqual([expect.objectContaining({ title: 'plan/holds-secret' })])
  expect(run.everythingItWrote).not.toContain(token)
})

test('an output that would hold a known secret is not set, and turns the run red', async () => {
  const token = 'canary-token-0123456789'
  const given = repository({ 'fairlead.yml': gatesFile('  - command: exit 0\n') })
  const inputs = { environment: 'production', 'github-token': token, 'release-id': token }
  const run = await runAction('verify-gates', { repository: given.folder, inputs })
  expect(run.exitCode).toBe(1)
  expect(new Set(run.errors.map(({ title }) => title))).toEqual(new Set(['core/output-holds-secret']))
  expect(run.outputs['gates']).toBe('{"exit 0":"pass"}')
  for (const output of ['verdict-path', 'release-id', 'result', 'result-path']) expect(run.outputs[output]).toBeUndefined()
  expect(run.everythingItWrote).not.toContain(token)
})

test('an unknown reference is told with file, line, column and what was meant', async () => {
  const text = `${gatesFile('  - command: exit 0\n')}release:\n  directory: "/srv/\${release.idd}"\n`
  const run = await verify(repository({ 'fairlead.yml': text }))
  expect(run.errors).toEqual([
    expect.objectContaining({
      title: 'config/unknown-reference',
      file: 'fairlead.yml',
      line: 6,
      column: 14,
      message: expect.stringContaining('"release.id"'),
    }),
  ])
})

test('a place for the record that a variable would name, and does not, is told instead of being read as nothing', async () => {
  const text = `${gatesFile('  - command: exit 0\n')}record: { directory: "\${env.STATE}/record" }\n`
  const run = await verify(repository({ 'fairlead.yml': text }))
  expect(run.errors).toEqual([expect.objectContaining({ title: 'config/reference-without-value', file: 'fairlead.yml', line: 5 })])
})
