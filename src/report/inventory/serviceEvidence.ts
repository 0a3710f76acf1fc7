import type { InventoryEndpoint } from '../../model/inventory.ts'
import type { McpFacts } from '../../model/mcp.ts'
import type { OauthFacts } from '../../model/oauth.ts'
import type { SshFacts } from '../../model/ssh.ts'
import { sanitize } from '../text/sanitize.ts'

/** What is known of an endpoint above its TLS, in lines: MCP, who issues its tokens, SSH, software. */
export const serviceEvidence = ({ mcp, oauth, softwareSeen, addresses }: InventoryEndpoint): string[] => [
  ...(mcp ? mcpLines(mcp) : []),
  ...(oauth ? oauthLines(oauth) : []),
  ...addresses.flatMap(({ ssh }) => (ssh ? sshLines(ssh) : [])),
  ...(softwareSeen ?? []).map(
    ({ name, version, role, confidence, evidence }) =>
      `software: ${sanitize([name, version].filter(Boolean).join(' '), 80)} (${role}, ${Math.round(confidence * 100)} % sure: ${sanitize(evidence.join('; '))})`,
  ),
]

/** Tool names that are shown: enough to recognise a server by. */
const MAX_NAMES = 12

const listed = (names: readonly string[]): string => {
  const shown = names.slice(0, MAX_NAMES).map((name) => sanitize(name, 60))
  return [...shown, ...(names.length > MAX_NAMES ? [`${names.length - MAX_NAMES} more`] : [])].join(', ')
}

const mcpLines = (mcp: McpFacts): string[] => {
  const { state, detail, server, revisions, tools, resources, prompts, auth, credentials } = mcp
  const name = server ? `, ${sanitize(`${server.name} ${server.version}`, 100)}` : ''
  return [
    `MCP: ${state}${name}${detail ? ` (${sanitize(detail)})` : ''}`,
    ...(revisions.length > 0 ? [`MCP revisions: ${listed(revisions)}; ${mcp.transport}`] : []),
    `MCP credentials: ${auth}${credentials === 'none' ? '' : `, ${credentials}`}`,
    ...(tools.length > 0 ? [`${tools.length} tools: ${listed(tools.map((tool) => tool.name))}`] : []),
    ...(resources.length > 0 ? [`${resources.length} resources`] : []),
    ...(prompts.length > 0 ? [`${prompts.length} prompts`] : []),
    ...mcp.redirects.map(
      ({ to, followed }) => `redirects to ${sanitize(to)}${followed ? '' : ', not followed'}`,
    ),
    ...mcp.truncated.map(({ where, why }) => `cut: ${sanitize(where)} (${sanitize(why)})`),
  ]
}

const oauthLines = ({ state, authorizationServers, notFetched, problems }: OauthFacts): string[] => [
  `authorization: ${state}`,
  ...authorizationServers.map(({ issuer, keys }) => {
    const kinds = (keys ?? []).map(({ kty, crv, bits }) => [kty, crv ?? bits].filter(Boolean).join(' '))
    return `tokens from ${sanitize(issuer)}, signed with ${keys === null ? 'keys that were not read' : listed([...new Set(kinds)]) || 'no key'}`
  }),
  ...notFetched.map(({ url, why }) => `not fetched: ${sanitize(url)} (${sanitize(why)})`),
  ...problems.map((problem) => sanitize(problem)),
]

const sshLines = ({ identification, keyExchange, hostKeys }: SshFacts): string[] => [
  ...(identification ? [`SSH: ${sanitize(identification.software, 100)}`] : []),
  ...(keyExchange.length > 0 ? [`SSH key exchange: ${listed(keyExchange.map(({ name }) => name))}`] : []),
  ...(hostKeys.length > 0 ? [`SSH host keys: ${listed(hostKeys.map(({ name }) => name))}`] : []),
]
