import { readFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import * as core from '@actions/core'
import type { RunFacts, Runner } from './runner.ts'

/** The runner of GitHub Actions, over @actions/core. */
export function actionsRunner(environment: Readonly<Record<string, string | undefined>>): Runner {
  return {
    inputs: () => givenInputs(environment),
    setOutput: (name, value) => core.setOutput(name, value),
    setFailed: () => {
      process.exitCode = core.ExitCode.Failure
    },
    mask: (text) => core.setSecret(text),
    info: (line) => core.info(line),
    annotate(level, text, { title, at }) {
      const write = { error: core.error, warning: core.warning, notice: core.notice }[level]
      write(text, {
        title,
        ...(at === null ? {} : { file: at.file }),
        ...(at?.line == null ? {} : { startLine: at.line }),
        ...(at?.column == null ? {} : { startColumn: at.column }),
      })
    },
    startGroup: (title) => core.startGroup(title),
    endGroup: () => core.endGroup(),
    async writeSummary(markdown) {
      if (environment['GITHUB_STEP_SUMMARY'] !== undefined) await core.summary.addRaw(markdown, true).write()
    },
    facts: runFacts(environment),
  }
}

/** The runner gives every key under `with:` as INPUT_NAME, also those the action does not declare. */
function givenInputs(environment: Readonly<Record<string, string | undefined>>): ReadonlyMap<string, string> {
  const prefix = 'INPUT_'
  return new Map(
    Object.entries(environment)
      .filter(([key]) => key.startsWith(prefix))
      .map(([key, value]) => [key.slice(prefix.length).toLowerCase(), (value ?? '').trim()]),
  )
}

function runFacts(environment: Readonly<Record<string, string | undefined>>): RunFacts {
  const fact = (name: string) => environment[name] ?? ''
  return {
    repository: fact('GITHUB_REPOSITORY'),
    commit: fact('GITHUB_SHA'),
    ref: fact('GITHUB_REF'),
    runId: fact('GITHUB_RUN_ID') || 'local',
    attempt: Number(fact('GITHUB_RUN_ATTEMPT') || '1'),
    actor: fact('GITHUB_ACTOR'),
    job: fact('GITHUB_JOB'),
    apiUrl: fact('GITHUB_API_URL') || 'https://api.github.com',
    serverUrl: fact('GITHUB_SERVER_URL') || 'https://github.com',
    temporaryFolder: fact('RUNNER_TEMP') || tmpdir(),
    fromFork: isFork(fact('GITHUB_EVENT_PATH')),
  }
}

function isFork(eventPath: string): boolean {
  if (eventPath === '') return false
  try {
    const event: unknown = JSON.parse(readFileSync(eventPath, 'utf8'))
    const fork = (event as { pull_request?: { head?: { repo?: { fork?: boolean } } } }).pull_request?.head?.repo?.fork
    return fork === true
  } catch {
    return false
  }
}
