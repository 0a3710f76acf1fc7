import { shellWord } from '../../model/text/shellWord.ts'
import { remediation, settingFor } from '../../registry/remediation/remediation.ts'
import { imperative } from '../needs.ts'
import { type ActionQuestion, type Chosen, chosen, keepUntil, standardsReview } from './chosen.ts'
import { placeOf } from './places.ts'
import { upgradeInPlace, versionStep } from './upgrade.ts'
import { vendorOf, vendorRequest } from './vendor.ts'

/** For an SSH server: a setting, a newer version, or OpenSSH as a jump host. */
export const sshAction = (question: ActionQuestion): Chosen => {
  const { endpoint, need, policy } = question
  const vendor = vendorOf(endpoint)
  if (vendor !== undefined) return vendorRequest(question, vendor)
  if (need.kind === 'weak-certificate') return dropWeakHostKeys(question)
  // RFC 4251 §4.1: clients pin host keys. No standard has a post-quantum one yet.
  if (need.track === 'authentication') return keepUntil(standardsReview(question.asOf), 'acceptHostKeys')
  const row = endpoint.software && remediation(endpoint.software.id)
  const verify = `mcp-pqc scan ${shellWord(endpoint.url)} --fail-on classical`
  const config = row && settingFor(row, policy.sshMethods)
  if (row && config !== undefined)
    return { ...upgradeInPlace(question, row, config, policy.sshMethods), verify }
  if (policy.sshMethods) return { ...waitForMethods(question, policy.sshMethods.join(', ')), verify }
  return { ...updateOrJump(question), verify }
}

const dropWeakHostKeys = ({ endpoint, need }: ActionQuestion): Chosen => ({
  ...chosen('dropHostKeys', {
    imperative: imperative(need.rows),
    remedies: need.rows.map(({ remedy }) => remedy),
  }),
  verify: `mcp-pqc scan ${shellWord(endpoint.url)} --explain`,
})

/** For methods that a mandate requires and that are in no known release. */
const waitForMethods = (question: ActionQuestion, methods: string): Chosen => {
  const recheck = standardsReview(question.asOf)
  const row = question.endpoint.software && remediation(question.endpoint.software.id)
  const { action, effortDays, ...rest } = chosen('awaitMethods', { methods, recheck })
  const { rollback = action.rollback } = row ?? {}
  return {
    ...rest,
    action: { ...action, ...(row?.hybrid === undefined ? {} : { config: row.hybrid }), rollback },
    effortDays: row?.effortDays ?? effortDays,
    status: 'blocked',
    recheck,
  }
}

/** For unknown software, and software without such a setting: a newer version, or a hybrid jump host. */
const updateOrJump = ({ endpoint }: ActionQuestion): Chosen => {
  const row = endpoint.software && remediation(endpoint.software.id)
  const { action, effortDays } = chosen('jumpHost', {
    version: row
      ? [versionStep(row), `Caution: ${row.trap}`]
      : 'Ask its owner which SSH server it is, and for a version with mlkem768x25519-sha256.',
    host: placeOf(endpoint).host,
    hybrid: remediation('openssh')?.hybrid ?? '',
  })
  if (!row) return { action, effortDays }
  const { name, rollback } = row
  return { action: { ...action, summary: `Update ${name}`, rollback }, effortDays: row.effortDays }
}
