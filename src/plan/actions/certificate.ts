import { isPubliclyTrusted } from '../../model/questions/tls.ts'
import { DEFAULT_SIGNATURE } from '../../registry/mandates/mandates.ts'
import { bareHost } from '../../registry/net/host.ts'
import { remediation } from '../../registry/remediation/remediation.ts'
import { imperative } from '../needs.ts'
import { type ActionQuestion, type Chosen, keepUntil, standardsReview } from './chosen.ts'
import { placeOf, shellWord } from './places.ts'
import { vendorOf, vendorRequest } from './vendor.ts'

/** Public certificate authorities do not issue ML-DSA certificates yet; a private one can. */
export const certificateAction = (question: ActionQuestion): Chosen => {
  const { endpoint, need } = question
  const vendor = vendorOf(endpoint)
  if (vendor !== undefined) return vendorRequest(question, vendor)
  const operator = endpoint.software && remediation(endpoint.software.id)?.operator
  if (operator !== undefined) return vendorRequest(question, operator)
  if (need.kind === 'weak-certificate') return replaceNow(question)
  return isPubliclyTrusted(endpoint) ? waitForPublicPki(question) : addSecondCertificate(question)
}

const waitForPublicPki = ({ asOf }: ActionQuestion): Chosen => {
  const recheck = standardsReview(asOf)
  return keepUntil(
    recheck,
    'Keep the certificate until public authorities issue post-quantum ones',
    'public certificate authorities do not issue ML-DSA certificates yet',
    [
      'Keep certificate lifetimes short and renewal automatic, so that the later change is quick.',
      `Review it on ${recheck}: browsers announced the first phases of Merkle Tree Certificates for 2027.`,
    ],
  )
}

/** A weak or invalid certificate does not wait for post-quantum ones. */
const replaceNow = (question: ActionQuestion): Chosen => {
  const { endpoint, need, policy } = question
  const weak = need.rows.filter((row) => row.need?.kind === 'weak-certificate')
  const isPublic = isPubliclyTrusted(endpoint)
  const second = isPublic ? undefined : addSecondCertificate(question)
  return {
    action: {
      kind: 'upgrade-in-place',
      summary: `${imperative(weak)}${second ? `; add an ${policy.signature ?? DEFAULT_SIGNATURE} certificate` : ''}`,
      steps: [
        ...weak.map(({ remedy }) => remedy),
        'Create a key and a certificate request, and have the authority that issued the old certificate sign it.',
        'Install the new certificate on one instance, verify that instance, then update the others.',
        ...(second?.action.steps ?? []),
      ],
      config: [
        ...request(question, 'EC -pkeyopt ec_paramgen_curve:P-256', ''),
        ...(second?.action.config ? ['', second.action.config] : []),
      ].join('\n'),
      rollback: 'Restore the old certificate.',
    },
    effortDays: second ? [1, 5] : [0.5, 2],
    // A new certificate of a public authority is still classical, so it cannot pass pqc-signatures.
    ...(isPublic ? { verify: `mcp-pqc verify ${shellWord(endpoint.url)}` } : {}),
  }
}

const addSecondCertificate = (question: ActionQuestion): Chosen => {
  const { endpoint, policy } = question
  const signature = policy.signature ?? DEFAULT_SIGNATURE
  const { host } = placeOf(endpoint)
  const row = endpoint.software && remediation(endpoint.software.id)
  const inServer = row?.secondCertificate?.replaceAll('CERTIFICATE', `/etc/ssl/${fileOf(host)}`)
  return {
    action: {
      kind: 'upgrade-in-place',
      summary: `Add an ${signature} certificate from the private authority in addition to the classical one`,
      steps: [
        `Have the private authority issue an ${signature} certificate (OpenSSL 3.5 or later can).`,
        'Configure both certificates on the server: clients that cannot verify ML-DSA still get the classical one.',
        'Install the new root certificate on the clients.',
      ],
      config: [
        ...request(question, signature, '.ml-dsa'),
        ...(inServer && row ? ['', `# ${row.name}`, inServer] : []),
      ].join('\n'),
      rollback: 'Remove the second certificate.',
    },
    effortDays: [1, 5],
  }
}

const fileOf = (host: string): string => host.replace(/[^\w.-]/g, '_')

const request = ({ endpoint }: ActionQuestion, algorithm: string, ending: string): string[] => {
  const { host } = placeOf(endpoint)
  const bare = bareHost(host)
  const name = /^[\d.]+$|:/.test(bare) ? `IP:${bare}` : `DNS:${bare}`
  const file = `${fileOf(host)}${ending}`
  return [
    `openssl genpkey -algorithm ${algorithm} -out ${file}.key`,
    `openssl req -new -key ${file}.key -subj "/CN=${bare}" -addext "subjectAltName=${name}" -out ${file}.csr`,
  ]
}
