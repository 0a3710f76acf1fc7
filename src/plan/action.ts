import { remediation } from '../registry/remediation/remediation.ts'
import { certificateAction } from './actions/certificate.ts'
import type { ActionQuestion, Chosen } from './actions/chosen.ts'
import { frontWithGateway } from './actions/gateway.ts'
import { leaveOrEnd } from './actions/leave.ts'
import { sshAction } from './actions/ssh.ts'
import { changeOfOrder, configurationOf, upgradeInPlace } from './actions/upgrade.ts'
import { vendorOf, vendorRequest } from './actions/vendor.ts'

/**
 * What to do about one need. In this order: what its owner decided, what nobody knows, what belongs to somebody else,
 * what the software that stands there can be told, and for everything else a proxy in front.
 */
export const actionFor = (question: ActionQuestion): Chosen => {
  const { endpoint, need, groups } = question
  const left = leaveOrEnd(question)
  if (left) return left
  if (endpoint.url.startsWith('ssh:')) return sshAction(question)
  if (need.track === 'authentication') return certificateAction(question)
  const vendor = vendorOf(endpoint)
  if (vendor !== undefined) return vendorRequest(question, vendor)
  const row = endpoint.software && remediation(endpoint.software.id)
  if (row?.operator !== undefined) return vendorRequest(question, row.operator, row.source)
  const config = row && configurationOf(row, groups)
  if (row && config !== undefined && need.kind !== 'plaintext') return upgradeInPlace(question, row, config)
  return need.kind === 'order' || need.kind === 'obsolete'
    ? changeOfOrder(question)
    : frontWithGateway(question)
}
