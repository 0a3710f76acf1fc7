import type { InventoryEndpoint } from '../../../model/inventory.ts'
import type { TlsFacts } from '../../../model/tls.ts'
import { remediation } from '../../../registry/remediation/remediation.ts'
import { suiteWeakness } from '../../../registry/tls/cipherSuites.ts'
import { MIN_INTEGER_BITS } from '../../../registry/x509/strength.ts'
import { nextStep } from '../nextStep.ts'
import type { Finding } from './finding.ts'
import { listed, words } from './words.ts'

/** What is wrong with how an endpoint agrees on keys. */
export const keyExchangeFindings = (endpoint: InventoryEndpoint): Finding[] => {
  const tls = endpoint.addresses.flatMap((address) => address.tls ?? [])
  return [...postureFindings(endpoint, tls), ...weaknesses(tls)]
}

const postureFindings = (endpoint: InventoryEndpoint, tls: readonly TlsFacts[]): Finding[] => {
  const { category, classicalAccepted, preferred } = endpoint.assessment.keyExchange
  const level = isSensitive(endpoint) ? 'error' : 'warning'
  const accepted = acceptedNames(endpoint, tls)
  if (category === 'plaintext') {
    return [
      { rule: 'plainHttp', message: `It answers over plain HTTP: nothing is encrypted. ${advice(endpoint)}` },
    ]
  }
  if (category === 'classical') {
    const only = accepted.length > 0 ? `, only ${listed(accepted)}` : ''
    const message = `It accepts no post-quantum key exchange${only}: what is recorded today can be read later. ${advice(endpoint)}`
    return [{ rule: 'classicalKeyExchange', level, message }]
  }
  if (category === 'legacy-draft') {
    return [
      {
        rule: 'legacyDraft',
        level,
        message: `Its only post-quantum key exchange is an obsolete draft; it accepts ${listed(accepted)}. ${advice(endpoint)}`,
      },
    ]
  }
  if (category !== 'hybrid' && category !== 'pqc') return []
  if (tls.some(prefersClassical)) {
    const favourite = preferred === undefined ? 'a classical group' : words(preferred, 80)
    const message = `It would rather use ${favourite} although it has a post-quantum group. ${advice(endpoint)}`
    return [{ rule: 'classicalPreferred', level, message }]
  }
  return classicalAccepted === true
    ? [
        {
          rule: 'classicalAccepted',
          message: `It has a post-quantum key exchange, and lets clients in that have none: it accepts ${listed(accepted)}.`,
        },
      ]
    : []
}

const isSensitive = ({ assessment }: InventoryEndpoint): boolean =>
  ['critical', 'high'].includes(assessment.sensitivity.tier)

const prefersClassical = ({ groups }: TlsFacts): boolean =>
  groups.some(({ rank, kind, state }) => rank === 1 && kind === 'classical' && state === 'accepted')

/** Groups, or the families of TLS 1.2; of SSH the methods that are offered. */
const acceptedNames = ({ addresses }: InventoryEndpoint, tls: readonly TlsFacts[]): string[] => {
  const groups = tls.flatMap((one) => one.groups.filter(({ state }) => state === 'accepted'))
  const older = tls.flatMap(({ keyExchange12Details }) =>
    keyExchange12Details.map(
      ({ family, group, bits }) => group ?? (bits === undefined ? family : `${family} ${bits}`),
    ),
  )
  const ssh = addresses.flatMap((address) => address.ssh?.keyExchange ?? [])
  return [...new Set([...groups.map(({ name }) => name), ...older, ...ssh.map(({ name }) => name)])]
}

/** What to do first, and how the software that was recognised is told to. */
const advice = (endpoint: InventoryEndpoint): string => {
  const step = nextStep(endpoint)
  const row = endpoint.software && remediation(endpoint.software.id)
  const setting = row?.hybrid
    ?.split('\n')
    .map((line) => line.trim())
    .join(' ')
  return [
    step === undefined ? '' : `Next: ${words(step, 400)}.`,
    row && setting ? `${row.name} (${row.from}): ${words(setting, 400)}` : '',
  ]
    .filter((part) => part !== '')
    .join(' ')
}

const weaknesses = (tls: readonly TlsFacts[]): Finding[] => {
  const versions = tls.flatMap((one) =>
    OBSOLETE.filter((version) => one.versions[version].state === 'accepted'),
  )
  const fields = tls.flatMap(({ keyExchange12Details }) =>
    keyExchange12Details.flatMap(({ family, bits }) =>
      family === 'DHE' && bits !== undefined && bits < MIN_INTEGER_BITS ? [`${bits} bits`] : [],
    ),
  )
  const suites = tls.flatMap(({ cipherSuites }) => Object.values(cipherSuites).flat())
  const broken = suites.filter((name) => ['unencrypted', 'broken cipher'].includes(suiteWeakness(name) ?? ''))
  return [
    ...found('obsoleteVersion', versions, (some) => `It accepts ${some}.`, versions.includes('SSL 3.0')),
    ...found(
      'staticRsa',
      tls.filter(({ keyExchange12 }) => keyExchange12.includes('RSA')).map(() => 'RSA'),
      () => 'It accepts static RSA key exchange: one broken key opens every recorded session.',
    ),
    ...found('shortDiffieHellman', fields, (some) => `It accepts Diffie-Hellman with ${some}.`),
    ...found('weakCipherSuite', broken, (some) => `It accepts ${some}.`),
    ...found(
      'resumptionWithoutExchange',
      tls.filter(({ resumption }) => resumption.psk_ke === 'accepted').map(() => 'psk_ke'),
      () => 'It resumes sessions without a fresh key exchange (psk_ke).',
    ),
  ]
}

const OBSOLETE = ['TLS 1.1', 'TLS 1.0', 'SSL 3.0'] as const

const found = (
  rule: Finding['rule'],
  what: readonly string[],
  message: (some: string) => string,
  isError = false,
): Finding[] =>
  what.length === 0
    ? []
    : [
        {
          rule,
          ...(isError ? { level: 'error' as const } : {}),
          message: message(listed([...new Set(what)])),
        },
      ]
