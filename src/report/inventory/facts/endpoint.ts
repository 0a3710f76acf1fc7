import type { AddressFacts, Software } from '../../../model/endpoint.ts'
import type { InventoryEndpoint } from '../../../model/inventory.ts'
import type { McpFacts } from '../../../model/mcp.ts'
import type { AuthorizationServer, OauthFacts } from '../../../model/oauth.ts'
import { tokenKeyName } from '../../../model/questions/key.ts'
import { stateText } from '../../../model/questions/names.ts'
import type { SshAlgorithm, SshFacts, SshHostKey } from '../../../model/ssh.ts'
import { listed, milliseconds, plural, yesOrNo } from '../../text/phrases.ts'
import { endpointFindings, findingText } from '../findings.ts'
import {
  authenticationText,
  clientsGetText,
  endpointTitle,
  keyExchangeText,
  softwareText,
  sourceText,
  yearsText,
} from '../labels.ts'
import { tlsTopics } from './tls.ts'
import type { Fact, Topic, Value } from './topic.ts'

/** Everything that is known of one endpoint: the judgements first, then the facts that they rest on. */
export const endpointFacts = (endpoint: InventoryEndpoint) => {
  const { keyExchange, authentication, risk } = endpoint.assessment
  const findings = endpointFindings(endpoint)
  return {
    title: endpointTitle(endpoint),
    problem: endpoint.problem?.message,
    judgements: [
      ...(findings.length > 0 ? [{ title: 'Findings', points: findings.map(findingText) }] : []),
      { title: `Risk ${risk.score} of 100`, points: risk.drivers },
      {
        title: `Key exchange: ${keyExchangeText(endpoint)}`,
        points: keyExchange.reasons,
        facts: [
          ['Clients that support post-quantum key exchange get', clientsGetText(endpoint)],
          ['Accepts classical clients', yesOrNo(keyExchange.classicalAccepted)],
        ],
      },
      { title: `Authentication: ${authenticationText(endpoint)}`, points: authentication.reasons },
    ] satisfies Topic[],
    data: dataTopic(endpoint),
    addresses: endpoint.addresses.map(addressTopic),
    services: serviceTopics(endpoint),
  }
}

const dataTopic = (endpoint: InventoryEndpoint): Topic => {
  const { assessment, ownership, stdio, findings = [], secrets = [] } = endpoint
  const { tier, classes, shelfLifeYears, access } = assessment.sensitivity
  return {
    title: 'Data, owner and sources',
    facts: [
      ['Sensitivity', tier],
      ...classes.map(
        ({ class: name, confidence, evidence }): Fact => [
          'Data class',
          `${name}, ${Math.round(confidence * 100)} % confidence: ${evidence.slice(0, 6).join('; ')}`,
        ],
      ),
      ['Must stay secret', yearsText(shelfLifeYears)],
      ['Tools', access === 'unknown' ? undefined : access === 'read' ? 'read-only' : 'can modify data'],
      ['Owner', ownership?.owner ?? 'unknown'],
      ['Environment', ownership?.environment],
      ['Operated by', ownership?.vendor],
      ['Found in', endpoint.sources.map(sourceText)],
      ['Configuration findings', findings.map(({ level, message }) => `${level}: ${message}`)],
      ['Secrets passed to it', secrets.map(({ name, place }) => `${name} (${place})`)],
      ['Started by the client', stdio && [stdio.command, ...stdio.args].join(' ')],
      ['Connects to', stdio?.upstreams],
    ],
  }
}

const addressTopic = (facts: AddressFacts): Topic => {
  const { address, port, state, service, detail, connectMs, tls, ssh } = facts
  const elsewhere = state === 'not-tested' ? 'Other addresses' : 'Through the proxy'
  const place = address === null ? elsewhere : `Address ${address}`
  return {
    title: `${place}, port ${port}: ${stateText(state)}${service ? `, ${service}` : ''}`,
    note: detail,
    facts: [['TCP connection', tls || connectMs === undefined ? undefined : milliseconds(connectMs)]],
    topics: [...(tls ? tlsTopics(tls) : []), ...(ssh ? [sshTopic(ssh)] : [])],
  }
}

const serviceTopics = ({ mcp, oauth, softwareSeen = [] }: InventoryEndpoint): Topic[] => [
  ...(mcp ? [mcpTopic(mcp)] : []),
  ...(oauth ? [oauthTopic(oauth)] : []),
  ...(softwareSeen.length > 0 ? [{ title: 'Software', facts: softwareSeen.map(softwareFact) }] : []),
]

const mcpTopic = (mcp: McpFacts): Topic => ({
  title: `MCP: ${stateText(mcp.state)}`,
  note: mcp.detail,
  facts: [
    [
      'Server',
      mcp.server && [mcp.server.title, mcp.server.name, mcp.server.version].filter(Boolean).join(' · '),
    ],
    ['Revisions', mcp.revisions],
    ['Transport', mcp.transport],
    ['Credentials', `${stateText(mcp.auth)}${mcp.credentials === 'none' ? '' : `, ${mcp.credentials}`}`],
    ['Tools', counted(mcp.lists.tools, mcp.tools, 'name')],
    ['Resources', counted(mcp.lists.resources, mcp.resources, 'uri')],
    ['Prompts', counted(mcp.lists.prompts, mcp.prompts, 'name')],
    ['Hash of the tool list', mcp.toolsHash && { text: mcp.toolsHash, mark: 'hash' }],
    ['Redirects to', mcp.redirects.map(({ to, followed }) => `${to}${followed ? '' : ' (not followed)'}`)],
    ['Truncated', mcp.truncated.map(({ where, why }) => `${where} (${why})`)],
    ['Probe', `${plural(mcp.requests, 'request')} in ${milliseconds(mcp.timings.totalMs)}`],
  ],
})

/** `3: get, search, add`. An empty list that was not tested is not "none". */
const counted = <Key extends string>(
  state: string,
  items: readonly Record<Key, string>[],
  key: Key,
): Value => {
  const [first, ...more] = items.map((item) => item[key])
  if (first !== undefined) return [`${items.length}: ${first}`, ...more]
  return state === 'accepted' ? 'none' : stateText(state)
}

const oauthTopic = ({ state, authorizationServers, notFetched, problems }: OauthFacts): Topic => ({
  title: `Authorization: ${stateText(state)}`,
  facts: [
    ...authorizationServers.map((one): Fact => ['Tokens from', `${one.issuer}, ${signedWith(one)}`]),
    ['Not fetched', notFetched.map(({ url, why }) => `${url} (${why})`)],
    ['Problems', problems],
  ],
})

const signedWith = ({ keys }: AuthorizationServer): string => {
  if (keys === null) return 'signing keys not read'
  const names = new Set(keys.map(tokenKeyName))
  return names.size === 0 ? 'no signing key' : `signed with ${listed([...names], 10)}`
}

const softwareFact = (software: Software): Fact => [
  software.role,
  `${softwareText(software)}, ${Math.round(software.confidence * 100)} % confidence: ${listed(software.evidence, 6)}`,
]

const sshTopic = (ssh: SshFacts): Topic => ({
  title: 'SSH',
  note: ssh.detail,
  facts: [
    ['Software', ssh.identification?.software],
    ['Key exchange', ssh.keyExchange.map(algorithmText)],
    ['Host keys', ssh.hostKeys.map(hostKeyText)],
    ['Ciphers', ssh.ciphers],
    ['MACs', ssh.macs],
    ['Strict key exchange', yesOrNo(ssh.strictKeyExchange)],
  ],
})

/** `rsa-sha2-512 (classical), 3072 bits, SHA256:…`. */
const hostKeyText = (key: SshHostKey): string =>
  [
    algorithmText(key),
    key.bits === undefined ? undefined : `${key.bits} bits`,
    key.fingerprint,
    key.detail && `key not seen: ${key.detail}`,
  ]
    .filter(Boolean)
    .join(', ')

const algorithmText = ({ name, kind, weak }: SshAlgorithm): string =>
  `${name} (${kind}${weak ? ', weak' : ''})`
