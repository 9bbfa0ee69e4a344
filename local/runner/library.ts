import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Place } from '../../src/core/problem.ts'
import { type ActionFile, readActionFile } from './action-file.ts'
import { extractArchive, isRepository } from './git.ts'
import { missingFile, unknownRepository, unsupported } from './problems.ts'
import { parseReference } from './reference.ts'
import { readWorkflow, type Workflow } from './workflow.ts'

/** Where a workflow or action file comes from. */
export interface Source {
  /** `owner/name` */
  readonly repository: string
  /** The ref that it was named by; the commit for the repository of the run. */
  readonly ref: string
  /** The repository as it is on this machine. */
  readonly folder: string
}

export interface FoundAction {
  readonly source: Source
  readonly file: ActionFile
  /** The folder of its `action.yml`. */
  readonly folder: string
  /** A `./` action: GitHub runs no `pre` of it, and sets no GITHUB_ACTION_REPOSITORY. */
  readonly isLocal: boolean
}

export interface FoundWorkflow {
  readonly source: Source
  readonly workflow: Workflow
}

/** Finds the workflows and actions of a run, in the folders it was given. Nothing is downloaded. */
export class Library {
  readonly #repositories: ReadonlyMap<string, string>
  readonly #downloads: string
  readonly #archives = new Map<string, Promise<string>>()
  readonly #workflows = new Map<string, Promise<Workflow>>()
  readonly #actions = new Map<string, ActionFile>()

  constructor({ repositories, downloads }: { repositories: ReadonlyMap<string, string>; downloads: string }) {
    this.#repositories = repositories
    this.#downloads = downloads
  }

  /** Where a repository is on this machine, or null where the run was not given it. */
  folderOf(repository: string): string | null {
    return this.#repositories.get(repository) ?? null
  }

  /** The workflow file at a path of a repository. */
  async workflowAt(path: string, source: Source, reference = path): Promise<FoundWorkflow> {
    const file = join(source.folder, path)
    if (!existsSync(file)) throw missingFile({ reference, path, folder: source.folder })
    let workflow = this.#workflows.get(file)
    if (workflow === undefined) {
      workflow = readWorkflow(path, readFileSync(file, 'utf8'))
      this.#workflows.set(file, workflow)
    }
    return { source, workflow: await workflow }
  }

  /** The reusable workflow that a job of `from` calls. */
  calledWorkflow(text: string, from: Source, at: Place): Promise<FoundWorkflow> {
    const reference = parseReference(text)
    switch (reference.kind) {
      case 'workspace':
      case 'self':
        return this.workflowAt(reference.path, from, text)
      case 'remote':
        return this.workflowAt(reference.path, this.#remote(text, reference, at), text)
      case 'unknown':
        throw unsupported({ feature: `uses: ${text}`, at })
    }
  }

  /** The action that a step of a file of `from` uses. `workspace` is where `./` leads. */
  async action(text: string, { from, workspace, at }: { from: Source; workspace: string; at: Place }): Promise<FoundAction> {
    const reference = parseReference(text)
    switch (reference.kind) {
      case 'workspace':
        return this.#read(text, { source: from, folder: join(workspace, reference.path), isLocal: true, at })
      case 'self':
        return this.#read(text, { source: from, folder: join(await this.#downloaded(from), reference.path), isLocal: false, at })
      case 'remote': {
        const source = this.#remote(text, reference, at)
        return this.#read(text, { source, folder: join(await this.#downloaded(source), reference.path), isLocal: false, at })
      }
      case 'unknown':
        throw unsupported({ feature: `uses: ${text}`, at })
    }
  }

  #read(reference: string, { at, ...found }: { source: Source; folder: string; isLocal: boolean; at: Place }): FoundAction {
    const path = ['action.yml', 'action.yaml'].map((name) => join(found.folder, name)).find((candidate) => existsSync(candidate))
    if (path === undefined) throw missingFile({ reference, path: 'action.yml', folder: found.folder, at })
    const known = this.#actions.get(path) ?? readActionFile(path, readFileSync(path, 'utf8'))
    this.#actions.set(path, known)
    return { ...found, file: known }
  }

  #remote(text: string, { repository, ref }: { repository: string; ref: string }, at: Place): Source {
    const folder = this.#repositories.get(repository)
    if (folder === undefined) throw unknownRepository({ reference: text, repository, known: [...this.#repositories.keys()], at })
    return { repository, ref, folder }
  }

  /** What a job would download: made once a run, and only where an action is used. */
  #downloaded({ repository, folder }: Source): Promise<string> {
    let archive = this.#archives.get(folder)
    if (archive === undefined) {
      archive = download(folder, join(this.#downloads, repository.replace('/', '+')))
      this.#archives.set(folder, archive)
    }
    return archive
  }
}

async function download(folder: string, into: string): Promise<string> {
  if (!(await isRepository(folder))) return folder
  await extractArchive({ repository: folder, into })
  return into
}
