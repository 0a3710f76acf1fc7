import type { AddressFacts } from '../../../model/endpoint.ts'
import type { InventoryEndpoint } from '../../../model/inventory.ts'
import { milliseconds, yesOrNo } from '../../text/phrases.ts'
import { endpointFindings, findingText } from '../findings.ts'
import { endpointTitle, sourceText, yearsText } from '../labels.ts'
import { serviceTopics, sshTopic } from './service.ts'
import { tlsTopics } from './tls.ts'
import { type Fact, stateText, type Topic } from './topic.ts'

export type EndpointFacts = {
  title: string
  problem: string | undefined
  judgements: readonly Topic[]
  data: Topic
  addresses: readonly Topic[]
  services: readonly Topic[]
}

/** Everything that is known of one endpoint: the judgements first, then the facts that they rest on. */
export const endpointFacts = (endpoint: InventoryEndpoint): EndpointFacts => {
  const { keyExchange, authentication, risk } = endpoint.assessment
  const findings = endpointFindings(endpoint)
  return {
    title: endpointTitle(endpoint),
    problem: endpoint.problem?.message,
    judgements: [
      ...(findings.length > 0 ? [{ title: 'Findings', points: findings.map(findingText) }] : []),
      { title: `Risk ${risk.score} of 100`, points: risk.drivers },
      {
        title: `Key exchange: ${keyExchange.category}`,
        points: keyExchange.reasons,
        facts: [['Accepts classical clients', yesOrNo(keyExchange.classicalAccepted)]],
      },
      { title: `Authentication: ${authentication.category}`, points: authentication.reasons },
    ],
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

const addressTopic = ({
  address,
  port,
  state,
  service,
  detail,
  connectMs,
  tls,
  ssh,
}: AddressFacts): Topic => {
  const elsewhere = state === 'not-tested' ? 'Other addresses' : 'Through the proxy'
  const place = address === null ? elsewhere : `Address ${address}`
  return {
    title: `${place}, port ${port}: ${stateText(state)}${service ? `, ${service}` : ''}`,
    note: detail,
    facts: [['TCP connection', tls || connectMs === undefined ? undefined : milliseconds(connectMs)]],
    topics: [...(tls ? tlsTopics(tls) : []), ...(ssh ? [sshTopic(ssh)] : [])],
  }
}
