import { configJsonSchema } from '../../src/config/config.ts'
import type { Section } from '../../src/config/section.ts'
import { heading } from '../../src/core/markdown.ts'
import { type JsonSchema, keyTable } from './key-table.ts'

/** The reference of fairlead.yml: every section with its sketch and all of its keys. */
export function referencePage(sections: readonly Section<unknown>[]): string {
  const { properties = {} } = configJsonSchema(sections) as JsonSchema
  return [
    '<!-- Generated from the sections in src by `npm run build`. -->\n\n',
    heading('fairlead.yml', 1),
    'One file a repository. Every key is known: an unknown one is an error with its line and a suggestion.\n',
    'Editors complete and check it with [fairlead.schema.json](fairlead.schema.json):\n\n',
    '```yaml\n# yaml-language-server: $schema=https://raw.githubusercontent.com/fairlead/fairlead/main/action-docs/fairlead.schema.json\nsystem: traqora\nenvironments:\n  staging: {}\n```\n\n',
    'In the tables `NAME` is a name that you give, and `[]` an item of a list. Of keys with the default *kind* a map has exactly one: it says what kind of thing it is.\n\n',
    heading('Environments', 2),
    'What stands under `environments.NAME` is laid over the file for that environment: maps merge, lists and values are replaced, `null` removes a key. A kind that replaces another takes it away: `store: { directory: null, s3: { bucket: backups } }`. ',
    `Lists of ${
      sections
        .filter((section) => section.appended)
        .map((section) => `\`${section.name}\``)
        .join(', ') || 'gates'
    } are added to: an environment can only tighten them.\n\n`,
    heading('References', 2),
    '`${...}` inside a text is checked when the file is read and gets its value only in the action that uses it: `env.NAME`, `environment`, `system`, `release.id`, `release.commit`, `release.directory`, `release.attempt`, and what sections make known, such as `contracts.NAME.id`. In an expression (CEL) it stands inside of a text: `"body.booking == \'${contracts.booking.id}\'"`. A variable of bash is written without braces: `$NAME`.\n\n',
    ...sections.map((section) =>
      [
        heading(`\`${section.name}\``, 2),
        `${section.description}\n\n\`\`\`yaml\n${section.sketch}\n\`\`\`\n\n`,
        keyTable(properties[section.name] ?? {}),
      ].join(''),
    ),
  ].join('')
}
