import type { Software } from '../../../model/endpoint.ts'
import type { InventoryEndpoint } from '../../../model/inventory.ts'
import type { McpFacts } from '../../../model/mcp.ts'
import type { AuthorizationServer, OauthFacts } from '../../../model/oauth.ts'
import type { SshFacts } from '../../../model/ssh.ts'
import { milliseconds } from '../../text/phrases.ts'
import { html, listed, type Markup, type Part, upTo } from '../markup.ts'
import { facts } from '../table.ts'

/** Names that are shown of each list. */
const MAX_NAMES = 40

/** What is known of an endpoint above its TLS: MCP, who issues its tokens, its software. */
export const serviceEvidence = ({ mcp, oauth, softwareSeen }: InventoryEndpoint): Markup => {
  const blocks = [
    ...(mcp ? [html`<div><h3>MCP: ${mcp.state}</h3>${mcpFacts(mcp)}</div>`] : []),
    ...(oauth ? [html`<div><h3>Authorization: ${oauth.state}</h3>${oauthFacts(oauth)}</div>`] : []),
    ...(softwareSeen && softwareSeen.length > 0
      ? [html`<div><h3>Software</h3>${facts(softwareSeen.slice(0, 20).map(softwareFact))}</div>`]
      : []),
  ]
  return blocks.length === 0 ? html`` : html`<div class="reasons">${blocks}</div>`
}

const mcpFacts = (mcp: McpFacts): Markup =>
  facts([
    ['', mcp.detail],
    [
      'Server',
      mcp.server && [mcp.server.title, mcp.server.name, mcp.server.version].filter(Boolean).join(' · '),
    ],
    ['Revisions', listed(mcp.revisions, MAX_NAMES)],
    ['Transport', mcp.transport],
    ['Credentials', `${mcp.auth}${mcp.credentials === 'none' ? '' : `, ${mcp.credentials}`}`],
    [
      'Tools',
      counted(
        mcp.tools.map(({ name }) => name),
        mcp.lists.tools,
      ),
    ],
    [
      'Resources',
      counted(
        mcp.resources.map(({ uri }) => uri),
        mcp.lists.resources,
      ),
    ],
    [
      'Prompts',
      counted(
        mcp.prompts.map(({ name }) => name),
        mcp.lists.prompts,
      ),
    ],
    ['Hash of the tool list', mcp.toolsHash && html`<span class="fingerprint">${mcp.toolsHash}</span>`],
    [
      'Redirects to',
      listed(
        mcp.redirects.map(({ to, followed }) => `${to}${followed ? '' : ', not followed'}`),
        10,
      ),
    ],
    [
      'Cut',
      listed(
        mcp.truncated.map(({ where, why }) => `${where} (${why})`),
        10,
      ),
    ],
    ['Took', `${milliseconds(mcp.timings.totalMs)} for ${mcp.requests} requests`],
  ])

/** An empty list that was not tested is not "none". */
const counted = (names: readonly string[], state: string): Part => {
  if (names.length > 0)
    return html`${names.length}: ${listed(
      names.map((name) => upTo(80, name)),
      MAX_NAMES,
    )}`
  return state === 'accepted' ? 'none' : state.replace('not-tested', 'not tested')
}

const oauthFacts = ({ authorizationServers, notFetched, problems }: OauthFacts): Markup =>
  facts([
    ...authorizationServers
      .slice(0, 10)
      .map((server) => ['Tokens from', html`<bdi>${server.issuer}</bdi>, ${signedWith(server)}`] as const),
    [
      'Not fetched',
      listed(
        notFetched.map(({ url, why }) => `${url} (${why})`),
        10,
      ),
    ],
    ['Problems', listed(problems, 10)],
  ])

const signedWith = ({ keys }: AuthorizationServer): Part => {
  if (keys === null) return 'signed with keys that were not read'
  const names = new Set(keys.map(({ kty, crv, bits }) => [kty, crv ?? bits].filter(Boolean).join(' ')))
  return names.size === 0 ? 'no key' : html`signed with ${listed([...names], 10)}`
}

const softwareFact = ({ name, version, role, confidence, evidence }: Software): readonly [string, Part] => [
  role,
  html`${[name, version].filter(Boolean).join(' ')}, ${Math.round(confidence * 100)} % sure: ${listed(evidence, 6)}`,
]

export const sshEvidence = ({
  identification,
  keyExchange,
  hostKeys,
  ciphers,
  macs,
  strictKeyExchange,
  detail,
}: SshFacts): Markup => {
  const named = (algorithms: SshFacts['keyExchange']): Part =>
    listed(
      algorithms.map(({ name, kind, weak }) => `${name} (${kind}${weak ? ', weak today' : ''})`),
      MAX_NAMES,
    )
  return html`<h4>SSH</h4>${facts([
    ['', detail],
    ['Software', identification?.software],
    ['Key exchange', named(keyExchange)],
    ['Host keys', named(hostKeys)],
    ['Ciphers', listed(ciphers, MAX_NAMES)],
    ['MACs', listed(macs, MAX_NAMES)],
    ['Strict key exchange', strictKeyExchange === null ? 'not known' : strictKeyExchange ? 'yes' : 'no'],
  ])}`
}
