import type { Certificate, Chain } from '../../../model/certificate.ts'
import { keyName } from '../../../model/questions/key.ts'
import { html, type Markup, upTo } from '../markup.ts'
import { day } from '../time.ts'

/** One list of certificates, from the server's own to the last that it showed. */
export const chainEvidence = (
  { scheme, version, trusted, trustError, anchor, nameMatches, certificates }: Chain,
  asOf: Date,
): Markup => html`<div class="chain">
<p>${scheme === 'none' ? '' : html`<b>${scheme}</b> in `}${version}: ${trustText(trusted, trustError, anchor)}${nameMatches === false ? html`, <strong class="bad">for another name</strong>` : nameMatches === null ? ', name not checked' : ''}</p>
<ol>${certificates.slice(0, MAX_CERTIFICATES).map((certificate) => certificateEvidence(certificate, asOf))}</ol>
${certificates.length > MAX_CERTIFICATES ? html`<p>${certificates.length - MAX_CERTIFICATES} more are in the JSON report.</p>` : ''}
</div>
`

const MAX_CERTIFICATES = 10

const certificateEvidence = (
  {
    subject,
    issuer,
    notBefore,
    notAfter,
    publicKey,
    signatureAlgorithm,
    signatureQuantum,
    sha256,
    problem,
  }: Certificate,
  asOf: Date,
): Markup => html`<li><b><bdi>${subject || '(no name)'}</bdi></b>
<div>${upTo(80, keyName(publicKey))}${QUANTUM[publicKey.quantum]}; signed with ${signatureAlgorithm}${QUANTUM[signatureQuantum]} by <bdi>${issuer}</bdi></div>
<div>${day(notBefore)} to ${day(notAfter)}${Date.parse(notAfter) < asOf.getTime() ? html` <strong class="bad">expired</strong>` : ''}</div>
<div class="fingerprint">${sha256}</div>
${problem ? html`<div>${problem}</div>` : ''}</li>
`

const QUANTUM = {
  vulnerable: ' (a quantum computer breaks it)',
  resistant: ' (resists a quantum computer)',
  unknown: '',
} as const

const trustText = (
  trusted: boolean | null,
  trustError: string | undefined,
  anchor: Chain['anchor'],
): Markup => {
  if (trusted === null) return html`trust not checked`
  if (!trusted) return html`<strong class="bad">not trusted</strong> (${trustError ?? 'no reason is known'})`
  return html`trusted${anchor === 'system' ? ', by an authority of the system’s store' : anchor === 'named' ? ', by an authority that the user named' : ''}`
}
