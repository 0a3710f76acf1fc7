import type { InventoryEndpoint } from '../model/inventory.ts'
import type { PlanItem } from '../model/plan.ts'
import { endpointName } from '../model/questions/endpoint.ts'
import { shellWord } from '../model/text/shellWord.ts'
import type { Policy } from '../registry/mandates/mandates.ts'
import { remediation, settingFor } from '../registry/remediation/remediation.ts'
import { certificateAction } from './actions/certificate.ts'
import type { ActionQuestion, Chosen } from './actions/chosen.ts'
import { frontWithGateway } from './actions/gateway.ts'
import { leaveOrEnd } from './actions/leave.ts'
import { placeOf } from './actions/places.ts'
import { sshAction } from './actions/ssh.ts'
import { changeOfOrder, clientsLeftOut, letHellosPass, upgradeInPlace } from './actions/upgrade.ts'
import { vendorOf, vendorRequest } from './actions/vendor.ts'
import { deadlineFor } from './deadline.ts'
import type { ListenerGroup } from './listenerGroups.ts'
import { isPlainHttp, type Need } from './needs.ts'
import { reasonsFor } from './why.ts'

export type ItemContext = {
  /** ISO 8601 date: today. */
  asOf: string
  policy: Policy
  /** The same item in the plan that is continued. */
  earlier: PlanItem | undefined
}

/** One item, complete except for its rank and wave. */
export const itemFor = ({ lead, others }: ListenerGroup, need: Need, context: ItemContext): PlanItem => {
  const { asOf, policy, earlier } = context
  const since = earlier?.since ?? asOf
  const chosen = actionFor({
    endpoint: lead,
    need,
    policy,
    asOf,
    since,
    recheck: earlier?.recheck && earlier.recheck > asOf ? earlier.recheck : undefined,
    earlier: earlier?.action.kind,
  })
  const { status = 'open' } = chosen
  const { sensitivity, risk } = lead.assessment
  const name = endpointName(lead)
  const owner = lead.ownership?.owner
  return {
    endpoint: lead.id,
    url: lead.url,
    ...(name === undefined ? {} : { name }),
    alsoMoves: others.map(({ id, url }) => ({ endpoint: id, url })),
    rank: 1,
    score: risk.score,
    why: reasonsFor(lead, need),
    findings: need.rows.map(({ id }) => id),
    track: need.track,
    action: chosen.action,
    deadline: deadlineFor({
      track: need.track,
      plaintext: need.kind === 'plaintext',
      strength: need.strength,
      tier: sensitivity.tier,
      shelfLifeYears: sensitivity.shelfLifeYears,
      policy,
      asOf,
      since,
    }),
    ...(owner === undefined ? {} : { owner }),
    effortDays: [...chosen.effortDays],
    blockedBy: [...(chosen.blockedBy ?? [])],
    clientsLeftOut: need.track === 'key-exchange' ? clientsLeftOut(lead, policy) : [],
    verify: chosen.verify ?? verifyCommand(lead, need, policy),
    status,
    ...(earlier?.verification ? { verification: earlier.verification } : {}),
    quickWin: isQuickWin(risk.score, chosen.effortDays[1], status),
    late: false,
    since,
    ...(chosen.recheck === undefined ? {} : { recheck: chosen.recheck }),
  }
}

/**
 * What to do about one need, the first that applies: the owner's decision, an investigation, a request to the vendor,
 * a setting of the software that terminates TLS, a proxy in front.
 */
const actionFor = (question: ActionQuestion): Chosen => {
  const { endpoint, need, policy } = question
  const left = leaveOrEnd(question)
  if (left) return left
  if (endpoint.url.startsWith('ssh:')) return sshAction(question)
  if (need.track === 'authentication') return certificateAction(question)
  const vendor = vendorOf(endpoint)
  if (vendor !== undefined) return vendorRequest(question, vendor)
  const row = endpoint.software && remediation(endpoint.software.id)
  if (row?.operator !== undefined) return vendorRequest(question, row.operator, row.source)
  if (need.kind === 'cut-off') return letHellosPass(question)
  const config = row && settingFor(row, policy.groups)
  if (row && config !== undefined && !isPlainHttp(need))
    return upgradeInPlace(question, row, config, policy.groups)
  return need.kind === 'order' || need.kind === 'obsolete'
    ? changeOfOrder(question)
    : frontWithGateway(question)
}

/** Two days of work at most for a risk of at least 30. */
const isQuickWin = (score: number, days: number, status: PlanItem['status']): boolean =>
  score >= 30 && days <= 2 && status === 'open'

/** Only mandates that name algorithms make the command stricter. */
const verifyCommand = (
  endpoint: InventoryEndpoint,
  { track }: Need,
  { groups, mandates }: Policy,
): string => {
  const required = track === 'authentication' ? 'pqc-signatures' : groups ? 'pqc' : 'hybrid'
  return [
    `mcp-pqc verify ${shellWord(placeOf(endpoint).url)} --require ${required}`,
    ...mandates.map((id) => `--mandate ${id}`),
  ].join(' ')
}
