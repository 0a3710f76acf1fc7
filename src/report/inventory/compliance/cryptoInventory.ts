import type { InventoryEndpoint } from '../../../model/inventory.ts'
import { complianceClauses } from '../../../registry/compliance.ts'
import { addressScope } from '../../../registry/net/host.ts'
import {
  certificates,
  data,
  findings,
  keyEstablishment,
  keyExchangeBreaks,
  lifetime,
  migration,
  open,
  owner,
  protocols,
  purpose,
  signatureBreaks,
  UNKNOWN,
  verification,
} from './cells.ts'
import texts from './texts.json' with { type: 'json' }
import { type ComplianceView, scanFacts } from './view.ts'

/** An inventory of cryptographic systems as OMB's memoranda require it of federal agencies. */
export const CRYPTO_INVENTORY: ComplianceView = {
  ...texts.cryptoInventory,
  clauses: complianceClauses('omb-m-23-02', 'omb-m-26-15'),
  facts: (input) => [
    ...scanFacts(input),
    [
      'Migration plan',
      input.plan
        ? `of ${input.plan.asOf}, for ${input.plan.mandates.join(', ')}: ${input.plan.summary.items} items, ${input.plan.summary.done} done, ${input.plan.summary.blocked} blocked`
        : 'unknown: no plan was given to this report (--plan FILE)',
    ],
  ],
  columns: [
    ['FISMA system identifier', () => UNKNOWN],
    ['FIPS 199 category', () => UNKNOWN],
    ['High value asset', () => UNKNOWN],
    ['Priority (risk, 0 to 100)', ({ assessment }) => String(assessment.risk.score)],
    ['System', purpose],
    ['Owner', owner],
    ['Services', services],
    ['Protocols', protocols],
    ['Key establishment algorithms', keyEstablishment],
    ['Key establishment broken by a quantum computer', keyExchangeBreaks],
    ['Signature algorithms and key lengths', certificates],
    ['Signatures forged by a quantum computer', signatureBreaks],
    ['Findings', findings],
    ['Software', software],
    ['Vendor', ({ ownership }) => ownership?.vendor ?? UNKNOWN],
    ['Operating system', () => UNKNOWN],
    ['Hosting environment', hosting],
    ['Data', data],
    ['Sensitivity', ({ assessment }) => assessment.sensitivity.tier],
    ['Data has to stay secret for', lifetime],
    ['Migration', migration],
    ['Verification', verification],
    ['Not tested', open],
  ],
}

function services({ assessment }: InventoryEndpoint): string {
  const { keyExchange, authentication } = assessment
  if (keyExchange.category === 'plaintext') return 'none: plaintext'
  const named = [
    ...(keyExchange.category === 'unknown' ? [] : ['key exchange', 'encrypted connection']),
    ...(authentication.category === 'classical' || authentication.category === 'pqc'
      ? ['digital signature (authentication of the server)']
      : []),
  ]
  return named.join(', ') || UNKNOWN
}

function software({ software: found }: InventoryEndpoint): string {
  if (!found) return UNKNOWN
  const name = [found.name, found.version].filter((part) => part !== undefined).join(' ')
  return `${name} (${Math.round(found.confidence * 100)} % sure)`
}

/** The scope of its addresses: where it runs is not known. */
function hosting({ addresses }: InventoryEndpoint): string {
  const scopes = new Set(addresses.flatMap(({ address }) => addressScope(address) ?? []))
  return scopes.size === 0 ? UNKNOWN : `${UNKNOWN}; ${[...scopes].join(' and ')} address`
}
