import type { McpFacts } from '../../../model/mcp.ts'
import { type CheckDefinition, fail, inconclusive, type Outcome, pass, skipped, warn } from '../../check.ts'

/** An MCP session over a connection that cannot be other than post-quantum. */
export const mcpSession: CheckDefinition = {
  id: 'mcp-session',
  title: 'An MCP session runs over the post-quantum connection',
  run({ mcp, tls }) {
    if (mcp) return judge(mcp.facts, mcp.offer.group)
    const group = tls.find((one) => one.group)?.group
    return group
      ? inconclusive(`OpenSSL 3.5 does not have ${group.name}, so no session could be opened`)
      : skipped('it accepts no post-quantum group')
  },
}

const judge = (facts: McpFacts, group: string): Outcome => {
  const { state, detail = 'unknown reason', auth, revisions, lists } = facts
  switch (state) {
    case 'recognised': {
      const counts = (['tools', 'resources', 'prompts'] as const)
        .map((name) => counted(facts[name].length, name))
        .join(', ')
      const what = `MCP ${revisions.join(', ')} over ${group}: ${counts}`
      const failed = Object.entries(lists).filter(([, list]) => list !== 'accepted' && list !== 'not-tested')
      if (failed.length > 0)
        return fail(`${what}; ${failed.map(([name, list]) => `${name} ${list}`).join(', ')}`)
      return auth === 'optional' ? warn(`${what}; parts of it require authorization`) : pass(what)
    }
    case 'authorization':
      return auth === 'client-certificate'
        ? inconclusive(`over ${group}: it requires a client certificate; name one with --cert and --key`)
        : warn(`over ${group}: it requires authorization; the session was not seen`)
    case 'not-mcp':
      return fail(`over ${group}: ${detail}`, 'Check the path of the URL, and what the proxy forwards.')
    case 'unreachable':
      return fail(`over ${group}: ${detail}`, 'The handshake succeeds: check the HTTP server behind it.')
    default:
      return inconclusive(detail)
  }
}

const counted = (count: number, plural: string): string =>
  `${count} ${count === 1 ? plural.replace(/s$/, '') : plural}`
