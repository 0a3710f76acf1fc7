import type { McpFacts } from '../../../model/mcp.ts'
import { type CheckDefinition, fail, inconclusive, type Outcome, pass, skipped, warn } from '../../check.ts'

/** The purpose of it all: an MCP session over a connection that can be nothing else than post-quantum. */
export const mcpSession: CheckDefinition = {
  id: 'mcp-session',
  title: 'An MCP session runs over the post-quantum connection',
  run({ mcp, tls }) {
    if (mcp) return judge(mcp.facts, mcp.offer.group)
    const group = tls.find((one) => one.group)?.group
    return group
      ? inconclusive(`OpenSSL 3.5 has no ${group.name} to open a session with`)
      : skipped('it takes no post-quantum group to open a session over')
  },
}

const judge = (facts: McpFacts, group: string): Outcome => {
  const { state, detail = 'no reason is known', auth, revisions, lists } = facts
  switch (state) {
    case 'recognised': {
      const counts = (['tools', 'resources', 'prompts'] as const)
        .map((name) => counted(facts[name].length, name))
        .join(', ')
      const what = `MCP ${revisions.join(', ')} over ${group}: ${counts}`
      const failed = Object.entries(lists).filter(([, list]) => list !== 'accepted' && list !== 'not-tested')
      if (failed.length > 0)
        return fail(`${what}; ${failed.map(([name, list]) => `${name} ${list}`).join(', ')}`)
      return auth === 'optional' ? warn(`${what}; some of it needs authorization`) : pass(what)
    }
    case 'authorization':
      return auth === 'client-certificate'
        ? inconclusive(`over ${group}: it asks for a client certificate; name one with --cert and --key`)
        : warn(`over ${group} it answers, and asks for authorization: what stands behind that was not seen`)
    case 'not-mcp':
      return fail(`over ${group}: ${detail}`, 'Look at the path of the URL, and at what the proxy hands on.')
    case 'unreachable':
      return fail(`over ${group}: ${detail}`, 'The handshake works: look at what answers HTTP behind it.')
    default:
      return inconclusive(detail)
  }
}

/** `2 tools`, `1 prompt`. */
const counted = (count: number, plural: string): string =>
  `${count} ${count === 1 ? plural.replace(/s$/, '') : plural}`
