import type { Tool } from '../../../model/mcp.ts'
import { addressName } from '../../../model/questions/endpoint.ts'
import { findingState } from '../../../model/questions/finding.ts'
import { candidatePaths } from '../../../probe/application.ts'
import { problemOf, type Reply } from '../../../probe/mcp/contact.ts'
import { recognise } from '../../../probe/mcp/recognise.ts'
import { check, findingsOfCheck } from '../../check.ts'
import { withContact } from '../../handshakes/mcpContact.ts'
import type { Subject } from '../../subject.ts'

type Call = { name: string; arguments: Record<string, unknown> }

/** One call of a tool: the one that the user named, or the first that is marked read-only and needs no arguments. */
export const toolCall = check('tool-call', async (subject, say) => {
  const { mcp, options } = subject
  if (mcp?.facts.state !== 'recognised') return say('no-session')
  const harmless = mcp.facts.tools.find(isHarmless)
  const call = options.tool ?? (harmless && { name: harmless.name, arguments: {} })
  if (!call) return say('no-tool')
  const isNamed = call === options.tool
  if (isNamed && !isTrusted(subject, addressName(mcp.at.to))) return say('not-trusted')
  const reply = await make(subject, mcp, call)
  const tool = JSON.stringify(call.name)
  if (!reply) return say('no-second-session')
  if (reply.kind === 'result') {
    if (reply.result['isError'] !== true) return say('answered', { tool })
    return say(isNamed ? 'named-tool-failed' : 'tool-failed', { tool })
  }
  const problem = problemOf(reply)
  if (reply.kind === 'failed' && reply.state === 'timed-out') return say('timed-out', { tool, problem })
  return say(reply.kind === 'error' && isNamed ? 'named-call-wrong' : 'failed', { tool, problem })
})

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
