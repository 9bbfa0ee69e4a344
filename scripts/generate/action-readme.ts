import { environmentName } from '../../src/core/inputs.ts'
import type { Input, Manifest } from '../../src/core/manifest.ts'
import { code, heading, table } from '../../src/core/markdown.ts'

/** README.md of one action: what it does, a step to copy, inputs, outputs, permissions. */
export function actionReadme(manifest: Manifest): string {
  const own = Object.entries(manifest.inputs).filter(([name]) => name === 'environment' || !(name in commonNames))
  const step = [
    `- uses: fairlead/fairlead/actions/${manifest.name}@v0.1.0 # pin the full commit hash`,
    '  with:',
    ...own
      .filter(([name, input]) => name === 'environment' || (input.required && !input.secret))
      .map(([name, input]) => `    ${name}: ${input.example}`),
  ].join('\n')
  return [
    `<!-- Generated from src/actions/${manifest.name}/manifest.ts by \`npm run build\`. -->\n\n`,
    heading(manifest.name, 1),
    `${manifest.description}\n\n`,
    `\`\`\`yaml\n${step}\n\`\`\`\n\n`,
    heading('Inputs', 2),
    table(
      ['input', 'meaning', 'type', 'default', 'for a whole job'],
      Object.entries(manifest.inputs).map(([name, input]) => inputRow(name, input)),
    ),
    heading('Outputs', 2),
    table(
      ['output', 'meaning', 'example'],
      Object.entries(manifest.outputs).map(([name, { description, example }]) => [code(name), description, code(example)]),
    ),
    heading('Permissions', 2),
    table(
      ['permission of the job', 'why'],
      Object.entries(manifest.permissions).map(([name, why]) => [code(name), why]),
    ),
    'Errors: [action-docs/errors.md](../../action-docs/errors.md). fairlead.yml: [action-docs/fairlead-yml.md](../../action-docs/fairlead-yml.md).\n',
  ].join('')
}

const commonNames = {
  config: 1,
  'dry-run': 1,
  'plan-id': 1,
  'release-id': 1,
  record: 1,
  'working-directory': 1,
  'github-token': 1,
  summary: 1,
  timeout: 1,
}

function inputRow(name: string, input: Input<unknown>): string[] {
  const fallback = input.required ? 'required' : input.default === null ? (input.expression ?? '') : input.default
  return [
    code(name),
    input.description,
    input.type,
    fallback === '' ? '' : code(fallback),
    input.fromEnvironment ? code(environmentName(name)) : '',
  ]
}
