import type { McpFacts, Tool } from '../model/mcp.ts'
import { baselineOf } from './baseline.ts'
import { type CheckDefinition, type Finding, fail, inconclusive, pass, skipped } from './check.ts'

/** An upgrade of TLS has no business with the tools: whatever changed there came with something else. */
export const toolList: CheckDefinition = {
  id: 'tool-list',
  title: 'The tool list is the same as in the baseline',
  run(subject) {
    const before = baselineOf(subject)
    if ('result' in before) return before
    const now = subject.mcp?.facts
    if (before.mcp?.state !== 'recognised') return skipped('the baseline has no tool list of it')
    if (now?.state !== 'recognised') return inconclusive('no tool list was got this time')
    return compare(before.mcp, now)
  },
}

const compare = (before: McpFacts, now: McpFacts): Finding => {
  if (before.toolsHash === undefined || now.toolsHash === undefined) {
    return inconclusive('a tool list was not read to its end')
  }
  if (before.toolsHash === now.toolsHash) {
    return pass(`${now.tools.length} tools, SHA-256 ${now.toolsHash.slice(0, 16)}…`)
  }
  const old = new Map(before.tools.map((tool) => [tool.name, tool]))
  const names = new Set(now.tools.map(({ name }) => name))
  const differences = [
    ...now.tools.filter(({ name }) => !old.has(name)).map(({ name }) => `added ${JSON.stringify(name)}`),
    ...before.tools
      .filter(({ name }) => !names.has(name))
      .map(({ name }) => `removed ${JSON.stringify(name)}`),
    ...now.tools.flatMap((tool) => {
      const earlier = old.get(tool.name)
      const parts = earlier ? changedParts(earlier, tool) : []
      return parts.length === 0 ? [] : [`${JSON.stringify(tool.name)} has another ${parts.join(', ')}`]
    }),
  ]
  const shown = differences.slice(0, SHOWN)
  const more = differences.length > SHOWN ? [`and ${differences.length - SHOWN} more`] : []
  return fail(
    differences.length === 0
      ? 'the lists differ in something that an inventory does not keep'
      : [...shown, ...more].join('; '),
    'Have it approved as a change of its own, and scan again for a new baseline.',
  )
}

const SHOWN = 10

const PARTS = ['title', 'description', 'inputSchema', 'outputSchema', 'annotations'] as const

const changedParts = (before: Tool, now: Tool): string[] =>
  PARTS.filter((part) => sortedJson(before[part]) !== sortedJson(now[part]))

/** The order of members means nothing. */
const sortedJson = (value: unknown): string =>
  JSON.stringify(value, (_, inner) =>
    typeof inner === 'object' && inner !== null && !Array.isArray(inner)
      ? Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : 1)))
      : inner,
  ) ?? ''
