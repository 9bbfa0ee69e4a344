import { stringify } from 'yaml'
import type { Input, Manifest } from '../../src/core/manifest.ts'

/** action.yml of one action. Defaults are told in words: a default given here would hide the job's FAIRLEAD_ variables. */
export function actionYaml(manifest: Manifest): string {
  const document = {
    name: `Fairlead ${manifest.name}`,
    description: manifest.description,
    author: 'Fairlead',
    branding: { icon: manifest.icon, color: 'blue' },
    inputs: Object.fromEntries(Object.entries(manifest.inputs).map(([name, input]) => [name, inputYaml(input)])),
    outputs: Object.fromEntries(Object.entries(manifest.outputs).map(([name, { description }]) => [name, { description }])),
    runs: { using: 'node24', main: `../../dist/${manifest.name}.js` },
  }
  return `# Generated from src/actions/${manifest.name}/manifest.ts by \`npm run build\`.\n${stringify(document, { lineWidth: 0 })}`
}

function inputYaml(input: Input<unknown>): Record<string, unknown> {
  const fallback = input.default === null ? '' : ` Default: ${input.default}.`
  return {
    description: `${input.description}${fallback}`,
    required: false,
    ...(input.expression === null ? {} : { default: input.expression }),
  }
}
