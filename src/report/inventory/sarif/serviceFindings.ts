import type { DiscoveryFinding } from '../../../model/endpoint.ts'
import type { InventoryEndpoint } from '../../../model/inventory.ts'
import { hasAnswered } from '../../../model/questions/endpoint.ts'
import { notProbedBecause } from '../labels.ts'
import type { Finding } from './finding.ts'
import type { RuleName } from './rules.ts'
import { listed, words } from './words.ts'

/** What is weak about SSH. */
export const sshFindings = ({ addresses }: InventoryEndpoint): Finding[] => {
  const ssh = addresses.flatMap((address) => address.ssh ?? [])
  const weak = ssh.flatMap(({ keyExchange, hostKeys }) =>
    [...keyExchange, ...hostKeys].filter((one) => one.weak),
  )
  const names = [...new Set(weak.map(({ name }) => name))]
  const isLoose = ssh.some(({ strictKeyExchange }) => strictKeyExchange === false)
  return [
    ...(names.length > 0 ? [{ rule: 'weakSsh', message: `It offers ${listed(names)}.` } as const] : []),
    ...(isLoose
      ? [
          {
            rule: 'sshTruncation',
            message: 'It does not announce strict key exchange (CVE-2023-48795).',
          } as const,
        ]
      : []),
  ]
}

const CONFIGURATION: Readonly<Record<DiscoveryFinding['code'], RuleName>> = {
  TLS_VERIFICATION_OFF: 'verificationOff',
  PLAINTEXT_HTTP: 'configuredHttp',
  ALLOW_HTTP: 'httpAllowed',
  EXTRA_CA: 'extraAuthority',
  SECRET_IN_URL: 'secretInUrl',
  SECRET_READABLE: 'secretReadable',
}

/** What the files say in which the endpoint was found. Plain HTTP that was seen is not said twice. */
export const configurationFindings = ({ findings = [], assessment }: InventoryEndpoint): Finding[] => {
  const counts = new Map<string, number>()
  return findings
    .filter(({ code }) => code !== 'PLAINTEXT_HTTP' || assessment.keyExchange.category !== 'plaintext')
    .map(({ code, level, message, path, line }) => {
      const text = `${code} ${path} ${message}`
      const count = (counts.get(text) ?? 0) + 1
      counts.set(text, count)
      return {
        rule: CONFIGURATION[code],
        level,
        message: `The configuration of it weakens the connection: ${words(message, 300)}.`,
        key: `${text} ${count}`,
        place: { path, line },
      }
    })
}

/** What is not known, and why. A local program has no connection that could be probed. */
export const openQuestions = (endpoint: InventoryEndpoint): Finding[] => {
  const { stdio, unresolved, addresses, assessment } = endpoint
  if (stdio) return []
  if (unresolved) {
    const message = `It could not be probed: its address is a template, and ${listed(unresolved)} is not known.`
    return [{ rule: 'notProbed', message }]
  }
  if (!hasAnswered(addresses)) {
    const why = words(notProbedBecause(endpoint) ?? 'no reason is known', 400)
    return [{ rule: 'notProbed', message: `It could not be probed: ${why}.` }]
  }
  if (assessment.keyExchange.category !== 'unknown') return []
  const why = listed(assessment.keyExchange.reasons.slice(0, 3))
  return [{ rule: 'keyExchangeUnknown', message: `Its key exchange could not be found out: ${why}.` }]
}
