import type { Tool } from '../../../model/mcp.ts'
import { candidatePaths } from '../../../probe/application.ts'
import { HttpPeer } from '../../../probe/http/http.ts'
import { McpContact, type Reply } from '../../../probe/mcp/contact.ts'
import { Cuts, MCP_LIMITS } from '../../../probe/mcp/limits.ts'
import { recognise } from '../../../probe/mcp/recognise.ts'
import { type CheckDefinition, fail, inconclusive, type Outcome, pass, skipped, warn } from '../../check.ts'
import type { Subject } from '../../subject.ts'

type Call = { name: string; arguments: Record<string, unknown>; named: boolean }

/** One call of a tool: the one that the user named, or the first that its server says only reads, and that needs nothing. */
export const toolCall: CheckDefinition = {
  id: 'tool-call',
  title: 'A harmless tool call is answered over the post-quantum connection',
  async run(subject) {
    const { mcp, options } = subject
    if (mcp?.facts.state !== 'recognised') return skipped('there is no MCP session to make it in')
    const harmless = mcp.facts.tools.find(isHarmless)
    const call: Call | undefined = options.tool
      ? { ...options.tool, named: true }
      : harmless && { name: harmless.name, arguments: {}, named: false }
    if (!call) {
      return skipped(
        'no tool is marked read-only and does without arguments: name one with --tool and --args',
      )
    }
    const isVouchedFor = mcp.at.facts.chains.every(
      ({ trusted, nameMatches }) => trusted && nameMatches !== false,
    )
    if (call.named && !isVouchedFor) {
      return inconclusive('arguments are sent to nobody whose certificate does not validate for this name')
    }
    return judge(call, await make(subject, mcp, call))
  },
}

/** Annotations are the server's word; without its word nothing is called. */
const isHarmless = ({ annotations, inputSchema }: Tool): boolean => {
  const required = inputSchema['required']
  return (
    annotations?.['readOnlyHint'] === true &&
    annotations['destructiveHint'] !== true &&
    inputSchema['type'] === 'object' &&
    (required === undefined || (Array.isArray(required) && required.length === 0))
  )
}

const make = async (
  { endpoint, options: { timeoutMs, signal }, serverName }: Subject,
  { at, offer }: NonNullable<Subject['mcp']>,
  { name, arguments: args }: Call,
): Promise<Reply | undefined> => {
  const url = new URL(endpoint.url)
  const target = { origin: url.origin, address: at.address, port: at.port, serverName }
  const peer = new HttpPeer(target, { timeoutMs, signal, ca: [], verify: false, only: offer })
  const contact = new McpContact(peer, `${url.pathname}${url.search}`, new Cuts(MCP_LIMITS))
  try {
    const { channels } = await recognise(contact, candidatePaths(endpoint) ?? [contact.path], timeoutMs)
    contact.requestsLeft = Number.POSITIVE_INFINITY
    try {
      return await channels[0]?.call('tools/call', { name, arguments: args })
    } finally {
      for (const channel of channels) await channel.close()
    }
  } finally {
    await peer.close()
  }
}

const judge = ({ name, named }: Call, reply: Reply | undefined): Outcome => {
  const tool = JSON.stringify(name)
  switch (reply?.kind) {
    case 'result':
      return reply.result['isError'] === true
        ? warn(`${tool} answered that it failed`, named ? 'Look at --args.' : undefined)
        : pass(`${tool} answered`)
    case 'error':
      return fail(`${tool}: JSON-RPC error ${reply.code}`, named ? 'Look at --tool and --args.' : undefined)
    case 'http':
      return fail(`${tool}: ${reply.problem}`)
    case 'failed':
      return reply.state === 'timed-out'
        ? inconclusive(`${tool}: ${reply.detail}`)
        : fail(`${tool}: ${reply.detail}`)
    default:
      return inconclusive('the session did not come about a second time')
  }
}
