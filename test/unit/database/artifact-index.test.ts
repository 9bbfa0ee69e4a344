import { expect, test } from '@jest/globals'
import { freeName, presentFiles, removalOrder, storedArtifact, storedArtifacts } from '../../../src/database/artifacts/artifact-index.ts'

const artifact = (id: number, name: string) => ({ id, name: `shop~${name}`, ofRun: null })
const stored = (...artifacts: ReturnType<typeof artifact>[]) => storedArtifacts('shop', { ofRun: [], ofRepository: artifacts })
const ids = (artifacts: Iterable<{ id: number }>) => [...artifacts].map(({ id }) => id)

test('of a file that was written again the greatest id counts, whatever its number and its place in the list', () => {
  const files = presentFiles(stored(artifact(9, 'a-1~mark.json'), artifact(3, 'a-1~mark.json~2'), artifact(5, 'a-1~mark.json~11')))
  expect([...files].map(([path, { id }]) => [path, id])).toEqual([['a-1/mark.json', 9]])
})

test('a removal takes away what is older in its folder, and nothing else', () => {
  const files = presentFiles(
    stored(artifact(1, 'a-1~x'), artifact(2, 'a-2~x'), artifact(3, 'a-1~.removed'), artifact(4, 'a-1~y'), artifact(5, 'a-11~x')),
  )
  expect([...files.keys()].toSorted()).toEqual(['a-1/y', 'a-11/x', 'a-2/x'])
})

test('an artifact that two lists show is one, and the one that this run can reach itself', () => {
  const ofRun = { id: 7, name: 'shop~a-1~x', runBackendId: 'run', jobBackendId: 'job' }
  const found = storedArtifacts('shop', { ofRun: [ofRun], ofRepository: [{ id: 7, name: ofRun.name }] })
  expect(found).toEqual([{ id: 7, name: ofRun.name, folder: 'a-1', file: 'x', ofRun }])
})

test.each(['shop', 'shop~a-1', 'shop~a-1~', 'shop~~x', 'shop~a-1~x~y', 'shop~a-1~x~2~3', 'shop-2~a-1~x', 'coverage'])(
  '%s is none of the store',
  (name) => {
    expect(storedArtifact('shop', { id: 1, name, ofRun: null })).toBeNull()
  },
)

test('names are taken in order, and read back to the path they are of', () => {
  const taken = new Set<string>()
  for (const wanted of ['shop~a--1~x.age', 'shop~a--1~x.age~2', 'shop~a--1~x.age~3']) {
    const name = freeName({ prefix: 'shop', path: 'a--1/x.age' }, taken)
    expect(name).toBe(wanted)
    expect(storedArtifact('shop', { id: 1, name, ofRun: null })).toMatchObject({ folder: 'a--1', file: 'x.age' })
    taken.add(name)
  }
})

test('a folder goes with its manifest first, the oldest before, so that no earlier one shows; removals go last', () => {
  const all = stored(artifact(1, 'a~manifest.json'), artifact(2, 'a~.removed'), artifact(3, 'a~x'), artifact(4, 'a~manifest.json~2'))
  expect(ids(removalOrder(all, { first: 'manifest.json' }))).toEqual([1, 4, 3, 2])
})
