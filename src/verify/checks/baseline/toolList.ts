import { toolChanges } from '../../../assess/compare/toolChanges.ts'
import type { McpFacts } from '../../../model/mcp.ts'
import { baselineOf } from '../../baseline.ts'
import { type CheckDefinition, fail, inconclusive, type Outcome, pass, skipped } from '../../check.ts'

/** An upgrade of TLS does not change tools: another cause did. */
export const toolList: CheckDefinition = {
  id: 'tool-list',
  title: 'The tool list is the same as in the baseline',
  run(subject) {
    const before = baselineOf(subject)
    if ('result' in before) return before
    const now = subject.mcp?.facts
    if (before.mcp?.state !== 'recognised') return skipped('the baseline has no tool list for this endpoint')
    if (now?.state !== 'recognised') return inconclusive('the tool list could not be read this time')
    return compare(before.mcp, now)
  },
}

const compare = (before: McpFacts, now: McpFacts): Outcome => {
  const changes = toolChanges(before, now)
  if (changes === null) return inconclusive('a tool list was not read completely')
  if (changes === undefined) return pass(`${now.tools.length} tools, SHA-256 ${now.toolsHash?.slice(0, 16)}…`)
  return fail(
    changes.length === 0
      ? 'the lists differ in a field that an inventory does not store'
      : changes.join('; '),
    'Have the change approved separately, then scan again for a new baseline.',
  )
}
