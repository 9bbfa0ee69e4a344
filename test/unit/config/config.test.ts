import { expect, test } from '@jest/globals'
import { z } from 'zod'
import { configJsonSchema, loadConfig } from '../../../src/config/config.ts'
import { referencesIn, replaceReferences } from '../../../src/config/references.ts'
import { defineSection, type Section } from '../../../src/config/section.ts'
import { type Problem, placeText, problemsOf } from '../../../src/core/problem.ts'

const contracts = defineSection({
  name: 'contracts',
  description: '',
  sketch: 'contracts: {}',
  schema: z.strictObject({ deploy: z.record(z.string(), z.strictObject({ wasm: z.string(), admin: z.string().optional() })) }),
  provides: ({ deploy }) => Object.keys(deploy).map((name) => `contracts.${name}.id`),
})
const balancer = defineSection({
  name: 'balancer',
  description: '',
  sketch: 'balancer: {}',
  schema: z.union([
    z.strictObject({ haproxy: z.strictObject({ socket: z.string(), map: z.string() }) }),
    z.strictObject({ embedded: z.strictObject({ admin: z.string() }) }),
  ]),
})
const gates = defineSection({
  name: 'gates',
  description: '',
  sketch: 'gates: []',
  schema: z.array(
    z.union([
      z.strictObject({ command: z.string(), name: z.string().optional() }),
      z.strictObject({ coverage: z.strictObject({ report: z.string() }) }),
    ]),
  ),
  appended: true,
})
const sections: Section<unknown>[] = [contracts, balancer, gates] as Section<unknown>[]

function load(text: string, { environment = 'production', inline = new Map<string, { section: string; text: string }>() } = {}) {
  return loadConfig({ text, file: 'fairlead.yml', environment, inline, sections })
}

function problemsFrom(text: string, options = {}): { code: string; at: string; message: string }[] {
  try {
    load(text, options)
  } catch (thrown) {
    return (problemsOf(thrown) ?? []).map((problem: Problem) => ({
      code: problem.code,
      at: problem.at === null ? '' : placeText(problem.at),
      message: problem.message,
    }))
  }
  return []
}

test('an unknown key is told with its own line and column and what was meant', () => {
  const text =
    'system: traqora\nenvironments: { production: {} }\ncontracts:\n  deploy:\n    token:\n      wams: a.wasm\n      wasm: b.wasm\n'
  expect(problemsFrom(text)).toEqual([
    { code: 'config/unknown-key', at: 'fairlead.yml:6:7', message: 'contracts.deploy.token has no key "wams". Did you mean "wasm"?' },
  ])
})

test('every problem of a file is told at once', () => {
  const text =
    'sytem: traqora\nenvironments: { production: {} }\ncontracts:\n  deploy:\n    token: { wasm: 3 }\nbalancer: { haproxi: {} }\n'
  expect(problemsFrom(text).map(({ code, at }) => [code, at])).toEqual([
    ['config/invalid', 'fairlead.yml:5:20'],
    ['config/unknown-key', 'fairlead.yml:6:13'],
    ['config/unknown-key', 'fairlead.yml:1:1'],
  ])
})

test('of a union of kinds only the kind that was meant is told about', () => {
  const text = 'environments: { production: {} }\nbalancer:\n  haproxy:\n    socket: /run/haproxy.sock\n    maps: color.map\n'
  expect(problemsFrom(text)).toEqual([
    { code: 'config/invalid', at: 'fairlead.yml:4:5', message: expect.stringMatching(/^balancer\.haproxy\.map: /) },
    { code: 'config/unknown-key', at: 'fairlead.yml:5:5', message: 'balancer.haproxy has no key "maps". Did you mean "map"?' },
  ])
})

test('a kind that an environment lays over another is told with what takes that one away', () => {
  const text = `system: traqora
environments: { production: { balancer: { embedded: { admin: a } } } }
balancer: { haproxy: { socket: s, map: m } }
`
  expect(problemsFrom(text)).toEqual([
    { code: 'config/two-kinds', at: 'fairlead.yml:2:43', message: 'balancer is of more than one kind: haproxy, embedded.' },
  ])
  expect(problemsFrom(text.replace('{ embedded', '{ haproxy: null, embedded'))).toEqual([])
})

test('malformed YAML is told with line and column', () => {
  const [problem] = problemsFrom('system: traqora\ncontracts:\n  deploy: [\n')
  expect(problem).toMatchObject({ code: 'config/malformed', at: expect.stringMatching(/^fairlead\.yml:\d+:\d+$/) })
})

test('an unknown reference is told where it stands; env names and section names are known', () => {
  const deploy =
    '    token: { wasm: a.wasm, admin: "${contracts.booking.id}" }\n    booking:\n      wasm: "${env.WASM}"\n      admin: "${contracts.tokn.id}"\n'
  expect(problemsFrom(`environments: { production: {} }\ncontracts:\n  deploy:\n${deploy}`)).toEqual([
    {
      code: 'config/unknown-reference',
      at: 'fairlead.yml:7:14',
      message: 'Nothing is called "${contracts.tokn.id}". Did you mean "contracts.token.id"?',
    },
  ])
})

test('an unknown environment is refused with a suggestion', () => {
  expect(problemsFrom('environments:\n  production: {}\n', { environment: 'prodution' })).toEqual([
    {
      code: 'config/unknown-environment',
      at: 'fairlead.yml:2:3',
      message: 'There is no environment "prodution". Did you mean "production"?',
    },
  ])
})

test('an overlay merges maps, null removes, gates are only added to, and positions stay true', () => {
  const text = `gates:
  - command: npm run lint
balancer:
  haproxy: { socket: /run/haproxy.sock, map: color.map }
environments:
  rehearsal:
    balancer: { haproxy: null, embedded: { admin: "http://127.0.0.1:9000" } }
    gates:
      - command: npm test
`
  const config = load(text, { environment: 'rehearsal' })
  expect(config.require(balancer)).toEqual({ embedded: { admin: 'http://127.0.0.1:9000' } })
  expect(config.require(gates)).toEqual([{ command: 'npm run lint' }, { command: 'npm test' }])
  expect(config.position('gates', 0, 'command')).toEqual({ file: 'fairlead.yml', line: 2, column: 14 })
  expect(config.position('gates', 1, 'command')).toEqual({ file: 'fairlead.yml', line: 9, column: 18 })
})

test('a section given as an input wins over the file and is told under the name of the input', () => {
  const inline = new Map([['gates', { section: 'gates', text: '- comand: npm test\n' }]])
  expect(problemsFrom('environments: { production: {} }\ngates:\n  - command: npm run lint\n', { inline })).toEqual([
    { code: 'config/unknown-key', at: 'input gates:1:3', message: 'gates.0 has no key "comand". Did you mean "command"?' },
  ])
})

test('a missing section is told with the YAML to add', () => {
  const config = load('environments: { production: {} }\n')
  expect(() => config.require(balancer)).toThrow(
    expect.objectContaining({ code: 'config/section-missing', remedy: 'Add it:\nbalancer: {}' }),
  )
  expect(config.section(balancer)).toBeNull()
})

test('references are found and replaced', () => {
  expect(referencesIn('a ${x.y} b ${ z }')).toEqual(['x.y', 'z'])
  expect(replaceReferences('a ${x.y} b ${ z }', (name) => name.toUpperCase())).toBe('a X.Y b Z')
})

test('the JSON Schema knows every section and refuses unknown keys', () => {
  expect(configJsonSchema(sections)).toMatchObject({
    additionalProperties: false,
    properties: { contracts: { properties: { deploy: {} } }, balancer: { anyOf: [{}, {}] }, gates: { type: 'array' } },
  })
})
