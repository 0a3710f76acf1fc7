import { toolChanges } from '../../../assess/compare/toolChanges.ts'
import { baselineOf } from '../../baseline.ts'
import { check } from '../../check.ts'

/** An upgrade of TLS does not change tools: another cause did. */
export const toolList = check('tool-list', (subject, say) => {
  const before = baselineOf(subject)
  if ('result' in before) return before
  const now = subject.mcp?.facts
  if (before.mcp?.state !== 'recognised') return say('none-before')
  if (now?.state !== 'recognised') return say('none-now')
  const changes = toolChanges(before.mcp, now)
  if (changes === null) return say('incomplete')
  if (changes === undefined)
    return say('same', { count: now.tools.length, hash: String(now.toolsHash?.slice(0, 16)) })
  return changes.length === 0 ? say('different-field') : say('different', { changes: changes.join('; ') })
})
