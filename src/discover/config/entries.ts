import { type ConfigValue, memberOf, textOf } from '../document/value.ts'
import type { NoteProblem } from '../problemNotes.ts'

/** `project`: the folder that the server is configured for, if the file names one. */
export type ConfigEntry = { name: string; line: number; value: ConfigValue; project?: string | undefined }

/**
 * The servers at the key paths where the client looks: maps by name, and lists of entries that have names. `*` in a path
 * is any key; an empty path is the document itself, if no other path exists.
 */
export const configEntries = (
  root: ConfigValue,
  paths: readonly (readonly string[])[],
  note: NoteProblem,
): ConfigEntry[] => {
  const places = paths
    .filter((path) => path.length > 0)
    .flatMap((path) => placesOf(root, path, undefined, note))
  // A document whose top-level keys are servers: only values that look like a server.
  if (places.length === 0 && paths.some((path) => path.length === 0))
    return entriesOf(root, undefined, note).filter(
      ({ value }) => memberOf(value, 'command') !== undefined || memberOf(value, 'url') !== undefined,
    )
  return places.flatMap(({ value, project }) => entriesOf(value, project, note))
}

type Place = { value: ConfigValue; project: string | undefined }

/** Of a key that is there twice, all: parsers differ in which they use. */
const placesOf = (
  value: ConfigValue,
  [key, ...rest]: readonly string[],
  project: string | undefined,
  note: NoteProblem,
): Place[] => {
  if (key === undefined) return [{ value, project }]
  if (value.kind !== 'map') return []
  if (key === '*') return value.members.flatMap((member) => placesOf(member.value, rest, member.key, note))
  const named = value.members.filter((member) => member.key === key)
  const [, second] = named
  if (second)
    note('DUPLICATE_KEY', second.line, `"${key}" is there twice, and clients differ in which they use`)
  // Editors' settings may have `mcp.servers` as one key.
  const [next, ...after] = rest
  const joined = next === undefined ? undefined : memberOf(value, `${key}.${next}`)
  return [
    ...named.flatMap((member) => placesOf(member.value, rest, project, note)),
    ...(joined ? placesOf(joined.value, after, project, note) : []),
  ]
}

const entriesOf = (value: ConfigValue, project: string | undefined, note: NoteProblem): ConfigEntry[] => {
  if (value.kind === 'list') {
    return value.items.map((item) => {
      const name = textOf(item, 'name') ?? textOf(item, 'id')
      return { name: name ?? '', line: item.line, value: item, project }
    })
  }
  if (value.kind !== 'map') {
    if (value.kind === 'broken' || value.value !== null)
      note('BAD_ENTRY', value.line, 'the servers are neither a map nor a list')
    return []
  }
  const last = new Map(value.members.map((member) => [member.key, member]))
  return value.members.flatMap((member) => {
    const { key, line } = member
    const used = last.get(key)
    if (used === member) return [{ name: key, line, value: member.value, project }]
    note('DUPLICATE_KEY', line, `the same server is on line ${used?.line}, and that entry counts`)
    return []
  })
}
