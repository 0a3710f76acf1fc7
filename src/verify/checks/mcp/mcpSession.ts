import type { McpFacts } from '../../../model/mcp.ts'
import { check, hidingCause, inconclusive, type Outcome, type Say } from '../../check.ts'
import { acceptsWanted, wanted } from '../../groups.ts'
import { contextFor, handshakeAt } from '../../handshakes/nodeClient.ts'

/** An MCP session over a connection that cannot be other than post-quantum. */
export const mcpSession = check('mcp-session', async (subject, say) => {
  const { mcp, tls, options } = subject
  if (mcp?.facts.state === 'unreachable') {
    const done = await handshakeAt(subject, mcp.at, contextFor(mcp.offer.group))
    if (done.kind !== 'done') return inconclusive(`over ${mcp.offer.group}: ${done.detail}`)
    // The limit may have ended the visits that came before.
    if (mcp.at.context.session.rateLimit) return inconclusive(`over ${mcp.offer.group}: ${mcp.facts.detail}`)
  }
  if (mcp) return judge(mcp.facts, mcp.offer.group, say)
  const [hiding] = tls.flatMap((at) => hidingCause(at) ?? [])
  if (hiding) return inconclusive(hiding.open)
  const group = tls.find((one) => one.group)?.group
  if (group) return say('not-opened', { group: group.name })
  return tls.some(({ facts }) => acceptsWanted(options, facts) === 'undetermined')
    ? inconclusive(`unknown whether it accepts a ${wanted(options)}`)
    : say('no-group')
})

const judge = (facts: McpFacts, group: string, say: Say<'mcp-session'>): Outcome => {
  const { state, detail = 'unknown reason', auth, revisions, lists } = facts
  switch (state) {
    case 'recognised': {
      const counts = (['tools', 'resources', 'prompts'] as const)
        .map((name) => counted(facts[name].length, name))
        .join(', ')
      const what = `MCP ${revisions.join(', ')} over ${group}: ${counts}`
      const failed = Object.entries(lists)
        .filter(([, list]) => list !== 'accepted' && list !== 'not-tested')
        .map(([name, list]) => `${name} ${list}`)
      if (failed.length > 0) return say('lists-failed', { what, failed: failed.join(', ') })
      return say(auth === 'optional' ? 'partly-authorized' : 'session', { what })
    }
    case 'authorization':
      return say(auth === 'client-certificate' ? 'client-certificate' : 'authorization', { group })
    case 'not-mcp':
    case 'unreachable':
      return say(state, { group, detail })
    default:
      return inconclusive(detail)
  }
}

const counted = (count: number, plural: string): string =>
  `${count} ${count === 1 ? plural.replace(/s$/, '') : plural}`
