import type { InventoryEndpoint } from '../model/inventory.ts'
import type { Plan, PlanItem } from '../model/plan.ts'
import { dataClass } from '../registry/dataClasses.ts'
import { actionFor } from './action.ts'
import { type DeadlineQuestion, deadlineFor } from './deadline.ts'
import { type Need, needsOf, requiredGroups } from './needs.ts'
import { keepEarlier } from './replan.ts'
import { type Schedulable, schedule } from './schedule.ts'
import { type Unit, unitsOf } from './units.ts'

export type PlanOptions = {
  /** ISO 8601 date: today. */
  asOf: string
  /** ISO 8601 date of the first day of work. */
  start: string
  /** Working days a month. */
  capacity: number
  /** Ids of mandates. */
  mandates: readonly string[]
  /** The plan that this one continues. */
  previous?: Plan | undefined
}

/** The phased rollout: who does what, by when, why in this order, and how one proves it done. */
export const planMigration = (endpoints: readonly InventoryEndpoint[], options: PlanOptions): Plan => {
  const probed = endpoints.filter(({ transport }) => transport !== 'stdio')
  const units = unitsOf(probed)
  const groups = requiredGroups(options.mandates)
  const context: Context = { options, groups, leadOf: leads(units) }
  const items = ranked(
    units.flatMap((unit) => needsOf(unit.lead, groups).map((need) => itemFor(unit, need, context))),
  )
  const pilots = pilotsOf(items, endpoints)
  const byId = new Map(probed.map((endpoint) => [endpoint.id, endpoint]))
  const schedulable = items.map(
    (item): Schedulable => ({
      item,
      pilot: pilots.has(item),
      after: dependencies(item.endpoint, byId, context),
    }),
  )
  const { waves, changes } = keepEarlier(schedulable, options, schedule)
  const all = waves.flatMap((wave) => wave.items)
  const last = waves.filter(({ name }) => name !== 'Waiting on others').at(-1)
  return {
    schemaVersion: '1',
    asOf: options.asOf,
    mandates: [...options.mandates],
    waves,
    questions: probed.flatMap(questionsFor),
    changes,
    summary: {
      endpoints: endpoints.length,
      items: all.length,
      done: count(all, ({ status }) => status === 'done'),
      blocked: count(all, ({ status }) => status === 'blocked' || status === 'waiting-on-vendor'),
      overdue: count(all, ({ deadline, status }) => deadline.overdue && status !== 'done'),
      quickWins: count(all, ({ quickWin }) => quickWin),
      effortDays: [sum(all, 0), sum(all, 1)],
      ...(last ? { end: last.end } : {}),
    },
  }
}

type Context = {
  options: PlanOptions
  groups: readonly string[] | undefined
  /** From any endpoint to the one that speaks for its unit. */
  leadOf: ReadonlyMap<string, string>
}

const leads = (units: readonly Unit[]): Map<string, string> =>
  new Map(units.flatMap(({ lead, others }) => [lead, ...others].map(({ id }) => [id, lead.id] as const)))

const itemFor = ({ lead, others }: Unit, need: Need, { options, groups }: Context): PlanItem => {
  const chosen = actionFor({ endpoint: lead, need, groups })
  const question: DeadlineQuestion = {
    track: need.track,
    strength: need.strength,
    shelfLifeYears: lead.assessment.sensitivity.shelfLifeYears,
    mandates: options.mandates,
    asOf: options.asOf,
  }
  const { score, drivers } = lead.assessment.risk
  const owner = lead.ownership?.owner
  return {
    endpoint: lead.id,
    url: lead.url,
    alsoMoves: others.map(({ id, url }) => ({ endpoint: id, url })),
    rank: 1,
    score,
    why: [
      ...dataReason(lead),
      ...(need.track === 'key-exchange' ? drivers.slice(1) : []),
      ...need.why.slice(0, 3),
    ],
    track: need.track,
    action: chosen.action,
    deadline: deadlineFor(question),
    ...(owner === undefined ? {} : { owner }),
    effortDays: [chosen.effortDays[0], chosen.effortDays[1]],
    blockedBy: [...chosen.blockedBy],
    verify: verifyCommand(lead.url, need.track, groups),
    status: chosen.status,
    quickWin: score >= QUICK_WIN_SCORE && chosen.effortDays[1] <= QUICK_WIN_DAYS && chosen.status === 'open',
    ...(chosen.recheck === undefined ? {} : { recheck: chosen.recheck }),
  }
}

const QUICK_WIN_SCORE = 30
const QUICK_WIN_DAYS = 2

const dataReason = ({ assessment }: InventoryEndpoint): string[] => {
  const { tier, classes } = assessment.sensitivity
  if (classes.length === 0) return ['what data it carries is not known yet']
  return [`carries ${classes.map((one) => one.class).join(', ')} (${tier})`]
}

const verifyCommand = (url: string, track: Need['track'], groups: readonly string[] | undefined): string => {
  const required = track === 'authentication' ? 'pqc-signatures' : groups ? 'pqc' : 'hybrid'
  return `mcp-pqc verify ${shellWord(url)} --require ${required}`
}

/** URLs come from configurations and registries: what a shell would read otherwise is quoted. */
const shellWord = (text: string): string =>
  /^[\w./:@%+=,-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`

/** Highest score first; key exchange before authentication, because recording happens today. */
const ranked = (items: readonly PlanItem[]): PlanItem[] =>
  items
    .toSorted(
      (a, b) =>
        trackOrder(a) - trackOrder(b) ||
        b.score - a.score ||
        (a.deadline.date < b.deadline.date ? -1 : a.deadline.date > b.deadline.date ? 1 : 0) ||
        (a.url < b.url ? -1 : 1),
    )
    .map((item, i) => ({ ...item, rank: i + 1 }))

const trackOrder = ({ track }: PlanItem): number => (track === 'key-exchange' ? 0 : 1)

/** The endpoint with the lowest risk of each server software that several items are about: mistakes are cheap there. */
const pilotsOf = (items: readonly PlanItem[], endpoints: readonly InventoryEndpoint[]): Set<PlanItem> => {
  const software = new Map(endpoints.map(({ id, software: found }) => [id, found?.id]))
  const upgrades = items.filter(
    ({ action, track }) => action.kind === 'upgrade-in-place' && track === 'key-exchange',
  )
  const same = Map.groupBy(upgrades, ({ endpoint }) => software.get(endpoint) ?? '')
  return new Set(
    [...same.values()].filter((group) => group.length > 1).flatMap((group) => group.at(-1) ?? []),
  )
}

/** Endpoints whose tokens come from an authorization server wait for it: it signs what they trust. */
const dependencies = (
  id: string,
  endpoints: ReadonlyMap<string, InventoryEndpoint>,
  { leadOf }: Context,
): string[] => {
  const servers = endpoints.get(id)?.trusts ?? []
  return servers.flatMap((server) => leadOf.get(server) ?? []).filter((lead) => lead !== id)
}

const questionsFor = (endpoint: InventoryEndpoint): Plan['questions'] => {
  const { assessment, ownership, id, url } = endpoint
  const owner = ownership?.owner
  const ask = (question: string): Plan['questions'][number] => ({
    endpoint: id,
    url,
    ...(owner === undefined ? {} : { owner }),
    question,
  })
  return [
    ...(owner === undefined ? [ask('Who owns it?')] : []),
    ...(assessment.sensitivity.tier === 'unknown'
      ? [ask('What data does it carry, and how long must it stay secret?')]
      : []),
    ...(assessment.sensitivity.classes.some(({ class: name }) => name === 'unbounded' && dataClass(name))
      ? [ask('It gives general access: what is the most sensitive data within its reach?')]
      : []),
    ...(assessment.keyExchange.category === 'unknown'
      ? [ask('Does it still run, and from where can it be reached?')]
      : []),
  ]
}

const count = (items: readonly PlanItem[], holds: (item: PlanItem) => boolean): number =>
  items.filter(holds).length

const sum = (items: readonly PlanItem[], end: 0 | 1): number =>
  items
    .filter(({ status }) => status !== 'done')
    .reduce((total, { effortDays }) => total + effortDays[end], 0)
