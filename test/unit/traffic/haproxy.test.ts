import { expect, test } from '@jest/globals'
import { entriesOf, fileWithValue, preparedVersion, valuesInFile, versionsOf } from '../../../src/traffic/haproxy-map.ts'
import { readStatistics } from '../../../src/traffic/haproxy-statistics.ts'

// Answers of HAProxy 2.6.12.
const listing = `# id (file) description
1 (/etc/other.map) pattern loaded from file '/etc/other.map' used by map at file 'haproxy.cfg' line 9. curr_ver=4 next_ver=4 entry_cnt=2
2 (/etc/color.map) pattern loaded from file '/etc/color.map' used by map at file 'haproxy.cfg' line 17. curr_ver=0 next_ver=1 entry_cnt=1
`

test('the versions of a map are read from its own line', () => {
  expect(versionsOf(listing, '/etc/color.map')).toEqual({ current: 0, next: 1 })
  expect(versionsOf(listing, '/etc/color')).toBeNull()
})

test('entries and the answer to prepare are read as HAProxy writes them', () => {
  expect(entriesOf('0x55ace3dd7e40 traqora blue\n0x55ace3dd7e80 other green')).toEqual([
    { key: 'traqora', value: 'blue' },
    { key: 'other', value: 'green' },
  ])
  expect(entriesOf('Unknown map identifier. Please use #<id> or <file>.')).toEqual([])
  expect(preparedVersion('New version created: 7')).toBe(7)
  expect(preparedVersion('Unknown map identifier. Please use #<id> or <file>.')).toBeNull()
})

test.each([
  ['', 'traqora green\n'],
  ['traqora blue\n', 'traqora green\n'],
  ['# colors\nother blue\ntraqora   blue\nlast blue\n', '# colors\nother blue\ntraqora green\nlast blue\n'],
  ['traqora blue\nother blue\ntraqora green\n', 'traqora green\nother blue\n'],
  ['traqora-2 blue', 'traqora-2 blue\ntraqora green\n'],
])('the map file %j becomes %j', (before, after) => {
  expect(fileWithValue(before, { key: 'traqora', value: 'green' })).toBe(after)
  expect(valuesInFile(after, 'traqora')).toEqual(['green'])
})

test('counters are those of the backends SERVICE-COLOR; one that is missing is a problem, not zero', () => {
  const stat = '# pxname,svname,scur,stot,hrsp_5xx,\nbackend-blue,blue,9,9,9,\nbackend-blue,BACKEND,1,20,3,\nbackend-green,BACKEND,0,0,0,\n'
  const info = 'Name: HAProxy\nPid: 12\nStart_time_sec: 99\n'
  const { epoch, services } = readStatistics({ stat, info }, { name: 'haproxy traqora', services: ['backend'] })
  expect(epoch).toBe('12 99')
  expect(services.get('backend')).toEqual({
    blue: { requests: 20, failed: 3, inFlight: 1 },
    green: { requests: 0, failed: 0, inFlight: 0 },
  })
  expect(() => readStatistics({ stat, info }, { name: 'haproxy traqora', services: ['client'] })).toThrow(
    'counts nothing for client blue; it knows backend-blue, backend-green',
  )
  expect(() => readStatistics({ stat: stat.replace(',20,', ',,'), info }, { name: 'haproxy traqora', services: ['backend'] })).toThrow(
    'counts nothing for backend blue',
  )
})
