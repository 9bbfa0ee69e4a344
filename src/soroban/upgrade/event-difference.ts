import { type EventDefinition, typeText } from '../spec/spec.ts'
import { reads } from '../spec/type-compatibility.ts'
import type { Specs } from './function-difference.ts'
import { breaking, type Finding, safe } from './upgrade-finding.ts'

/** What readers of events would notice of an upgrade. */
export function eventFindings(specs: Specs): readonly Finding[] {
  const nameOf = (event: EventDefinition) => event.name.toString()
  const known = new Map(specs.before.events.map((event) => [nameOf(event), event]))
  const next = new Map(specs.after.events.map((event) => [nameOf(event), event]))
  return [
    ...[...known].flatMap(([name, was]) => {
      const now = next.get(name)
      if (now === undefined) return [breaking('event-removed', name, 'the new code does not publish it')]
      return [...topicFindings(name, was, now, specs), ...dataFindings(name, was, now, specs)]
    }),
    ...[...next.keys()].flatMap((name) => (known.has(name) ? [] : [safe(name, 'a new event')])),
  ]
}

type EventParameter = EventDefinition['params'][number]

function topicFindings(name: string, was: EventDefinition, now: EventDefinition, specs: Specs): readonly Finding[] {
  const fits =
    was.prefixTopics.map(String).join() === now.prefixTopics.map(String).join() &&
    sameTypes(partsOf(was, 'scSpecEventParamLocationTopicList'), partsOf(now, 'scSpecEventParamLocationTopicList'), specs)
  return fits ? [] : [breaking('event-topics-changed', name, `was (${topicsText(was)}), is (${topicsText(now)})`)]
}

function dataFindings(name: string, was: EventDefinition, now: EventDefinition, specs: Specs): readonly Finding[] {
  const [old, next] = [partsOf(was, 'scSpecEventParamLocationData'), partsOf(now, 'scSpecEventParamLocationData')]
  const format = was.dataFormat.name
  const byName = format === 'scSpecEventDataFormatMap'
  const added = next.filter((one) => !old.some((other) => textOf(other.name) === textOf(one.name)))
  // In a map a reader takes the fields it knows; in a list or a single value it counts.
  const compared = byName ? old.flatMap((one) => next.filter((other) => textOf(other.name) === textOf(one.name))) : next
  if (format !== now.dataFormat.name || !sameTypes(old, compared, specs))
    return [breaking('event-data-changed', name, `was ${dataText(old)}, is ${dataText(next)}`)]
  return byName ? added.map((one) => safe(`${name}.${textOf(one.name)}`, 'new data of an event')) : []
}

function sameTypes(was: readonly EventParameter[], now: readonly EventParameter[], { before, after }: Specs): boolean {
  return (
    was.length === now.length &&
    was.every(({ type }, index) => reads({ type, spec: before }, { type: (now[index] as EventParameter).type, spec: after }))
  )
}

function partsOf({ params }: EventDefinition, location: EventParameter['location']['name']): EventParameter[] {
  return params.filter((one) => one.location.name === location)
}

function topicsText(event: EventDefinition): string {
  const types = partsOf(event, 'scSpecEventParamLocationTopicList').map(({ type }) => typeText(type))
  return [...event.prefixTopics.map(textOf), ...types].join(', ')
}

function dataText(parts: readonly EventParameter[]): string {
  return `{${parts.map(({ name, type }) => `${textOf(name)}: ${typeText(type)}`).join(', ')}}`
}

function textOf(name: { toString(): string }): string {
  return name.toString()
}
