import type { Tool } from '../../../model/mcp.ts'
import { addressName } from '../../../model/questions/endpoint.ts'
import { findingState } from '../../../model/questions/finding.ts'
import { candidatePaths } from '../../../probe/application.ts'
import { problemOf, type Reply } from '../../../probe/mcp/contact.ts'
import { recognise } from '../../../probe/mcp/recognise.ts'
import {
  type CheckDefinition,
  fail,
  findingsOfCheck,
  inconclusive,
  type Outcome,
  pass,
  skipped,
  warn,
} from '../../check.ts'
import { withContact } from '../../handshakes/mcpContact.ts'
import type { Subject } from '../../subject.ts'

type Call = { name: string; arguments: Record<string, unknown>; named: boolean }

/** One call of a tool: the one that the user named, or the first that is marked read-only and needs no arguments. */
export const toolCall: CheckDefinition = {
  id: 'tool-call',
  title: 'A harmless tool call is answered over the post-quantum connection',
  async run(subject) {
    const { mcp, options } = subject
    if (mcp?.facts.state !== 'recognised') return skipped('there is no MCP session')
    const harmless = mcp.facts.tools.find(isHarmless)
    const call: Call | undefined = options.tool
      ? { ...options.tool, named: true }
      : harmless && { name: harmless.name, arguments: {}, named: false }
    if (!call) {
      return skipped('no tool is marked read-only and needs no arguments: name one with --tool and --args')
    }
    if (call.named && !isTrusted(subject, addressName(mcp.at.to))) {
      return inconclusive('--args are not sent: the certificate does not validate for this name')
    }
    return judge(call, await make(subject, mcp, call))
  },
}

/** By the findings about the certificate at this address: what is undetermined is not trusted. */
const isTrusted = ({ assessment }: Subject, address: string): boolean =>
  Object.entries(findingsOfCheck('certificates')).every(
    ([id, result]) => result !== 'fail' || findingState(assessment, id, address) === 'absent',
  )

/** The server says so itself; a tool without annotations is not called. */
const isHarmless = ({ annotations, inputSchema }: Tool): boolean => {
  const required = inputSchema['required']
  return (
    annotations?.['readOnlyHint'] === true &&
    annotations['destructiveHint'] !== true &&
    inputSchema['type'] === 'object' &&
    (required === undefined || (Array.isArray(required) && required.length === 0))
  )
}

const make = (
  subject: Subject,
  mcp: NonNullable<Subject['mcp']>,
  { name, arguments: args }: Call,
): Promise<Reply | undefined> => {
  const { endpoint, options } = subject
  const { pathname, search } = new URL(endpoint.url)
  return withContact(subject, mcp, `${pathname}${search}`, async (contact) => {
    const paths = candidatePaths(endpoint) ?? [contact.path]
    const { channels } = await recognise(contact, paths, options.timeoutMs)
    contact.requestsLeft = Number.POSITIVE_INFINITY
    try {
      return await channels[0]?.call('tools/call', { name, arguments: args })
    } finally {
      for (const channel of channels) await channel.close()
    }
  })
}

const judge = ({ name, named }: Call, reply: Reply | undefined): Outcome => {
  const tool = JSON.stringify(name)
  if (!reply) return inconclusive('the session could not be opened a second time')
  if (reply.kind === 'result') {
    return reply.result['isError'] === true
      ? warn(`${tool} answered that it failed`, named ? 'Check --args.' : undefined)
      : pass(`${tool} answered`)
  }
  const problem = `${tool}: ${problemOf(reply)}`
  if (reply.kind === 'failed' && reply.state === 'timed-out') return inconclusive(problem)
  return fail(problem, reply.kind === 'error' && named ? 'Check --tool and --args.' : undefined)
}
