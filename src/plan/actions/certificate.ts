import { isPubliclyTrusted } from '../../model/questions/tls.ts'
import { shellWord } from '../../model/text/shellWord.ts'
import { DEFAULT_SIGNATURE } from '../../registry/mandates/mandates.ts'
import { bareHost } from '../../registry/net/host.ts'
import { remediation } from '../../registry/remediation/remediation.ts'
import { imperative } from '../needs.ts'
import { type ActionQuestion, type Chosen, chosen, keepUntil, standardsReview } from './chosen.ts'
import { placeOf } from './places.ts'
import { vendorOf, vendorRequest } from './vendor.ts'

/** Public certificate authorities do not issue ML-DSA certificates yet; a private one can. */
export const certificateAction = (question: ActionQuestion): Chosen => {
  const { endpoint, need } = question
  const vendor = vendorOf(endpoint)
  if (vendor !== undefined) return vendorRequest(question, vendor)
  const operator = endpoint.software && remediation(endpoint.software.id)?.operator
  if (operator !== undefined) return vendorRequest(question, operator)
  if (need.kind === 'weak-certificate') return replaceNow(question)
  return isPubliclyTrusted(endpoint)
    ? keepUntil(standardsReview(question.asOf), 'acceptCertificate')
    : addSecondCertificate(question)
}

/** A weak or invalid certificate does not wait for post-quantum ones. */
const replaceNow = (question: ActionQuestion): Chosen => {
  const { endpoint, need, policy } = question
  const weak = need.rows.filter((row) => row.need?.kind === 'weak-certificate')
  const isPublic = isPubliclyTrusted(endpoint)
  const second = isPublic ? undefined : addSecondCertificate(question)
  return {
    ...chosen('replaceCertificate', {
      imperative: imperative(weak),
      also: second ? `; add an ${policy.signature ?? DEFAULT_SIGNATURE} certificate` : '',
      remedies: weak.map(({ remedy }) => remedy),
      further: second?.action.steps ?? [],
      request: request(question, 'EC -pkeyopt ec_paramgen_curve:P-256', ''),
      second: second?.action.config ? ['', second.action.config] : [],
    }),
    ...(second ? { effortDays: second.effortDays } : {}),
    // A new certificate of a public authority is still classical, so it cannot pass pqc-signatures.
    ...(isPublic ? { verify: `mcp-pqc verify ${shellWord(endpoint.url)}` } : {}),
  }
}

const addSecondCertificate = (question: ActionQuestion): Chosen => {
  const { endpoint, policy } = question
  const signature = policy.signature ?? DEFAULT_SIGNATURE
  const row = endpoint.software && remediation(endpoint.software.id)
  const path = `/etc/ssl/${fileOf(placeOf(endpoint).host)}`
  const inServer = row?.secondCertificate?.replaceAll('CERTIFICATE', path)
  return chosen('secondCertificate', {
    signature,
    request: request(question, signature, '.ml-dsa'),
    inServer: inServer && row ? ['', `# ${row.name}`, inServer] : [],
  })
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
