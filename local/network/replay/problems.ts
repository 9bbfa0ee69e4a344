import { defineProblem } from '../../../src/core/problem.ts'

const state = 'Nothing was replayed.'

export const badArgument = defineProblem({
  code: 'replay/bad-argument',
  example: { argument: '--levels', wanted: 'an option that there is; did you mean --level?' },
  what: ({ argument, wanted }) => `${argument} is not ${wanted}`,
  state,
  remedy: 'Give PATH..., then any of --level result|state|meta, --only ID, --json, --report FILE.',
})

export const noRecording = defineProblem({
  code: 'replay/no-recording',
  example: { path: 'ledgers-p27.tar.xz', found: 'does not exist' },
  what: ({ path, found }) => `${path} ${found}.`,
  state,
  remedy:
    'Name an archive (tar.xz) or a folder that holds index.json and a file ID.xdr for each scenario in it, or pNN folders of that form.',
})
