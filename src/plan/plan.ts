import { addDays } from '../model/day.ts'
import type { InventoryEndpoint } from '../model/inventory.ts'
import type { Plan, PlanItem, Wave } from '../model/plan.ts'
import { byRisk } from '../model/questions/endpoint.ts'
import { mandate, policyOf, sourceOf } from '../registry/mandates/mandates.ts'
import { isDecided } from './actions/leave.ts'
import { changesBetween } from './changes.ts'
import { itemFor } from './item.ts'
import { type ListenerGroup, leadsOf, listenerGroups } from './listenerGroups.ts'
import { type Need, needsOf } from './needs.ts'
import { kindOfWork, pilotsOf, ranked } from './order.ts'
import { questionsFor } from './questions.ts'
import { type Continued, continuePlan, keyOf } from './replan.ts'
import { type Schedulable, schedule, WAITING } from './schedule.ts'
import { summaryOf } from './summary.ts'

export type PlanOptions = {
  /** ISO 8601 date: today. */
  asOf: string
  /** ISO 8601 date of the first day of work. */
  start: string
  /** Working days a month. */
  capacity: number
  /** Ids of mandates. */
  mandates: readonly string[]
  previous?: Plan | undefined
  /** ISO 8601 date of the scan; undefined: today. */
  scannedAt?: string | undefined
}

export const planMigration = (inventory: readonly InventoryEndpoint[], options: PlanOptions): Plan => {
  const { asOf, mandates, previous } = options
  // A stdio server has no network connection to migrate.
  const endpoints = inventory.filter(({ transport }) => transport !== 'stdio')
  const listeners = listenerGroups(endpoints)
  const leadOf = leadsOf(listeners)
  const entries = ranked(entriesOf(listeners, options, leadOf))
  const byId = new Map(endpoints.map((endpoint) => [endpoint.id, endpoint]))
  const earlier = previous
    ? continuePlan(previous, {
        asOf,
        scannedAt: options.scannedAt ?? asOf,
        needed: new Map(entries.map(({ item }) => [keyOf(item, leadOf), item])),
        endpoints: byId,
        leadOf,
      })
    : NOTHING_EARLIER
  const waves = placeAll(withOrder(entries, byId, leadOf, earlier), earlier, options)
  return {
    schemaVersion: '1',
    asOf,
    mandates: [...mandates],
    obligations: mandates.flatMap(obligationsOf),
    waves,
    questions: endpoints.toSorted(byRisk).flatMap(questionsFor),
    changes: previous ? [...earlier.notes, ...changesBetween(previous, waves, leadOf)] : [],
    summary: summaryOf(waves, inventory.length),
  }
}

const NOTHING_EARLIER: Continued = { begun: [], done: [], carried: [], placed: new Set(), notes: [] }

type Entry = { item: PlanItem; urgent: boolean }

const entriesOf = (
  listeners: readonly ListenerGroup[],
  { asOf, mandates, previous }: PlanOptions,
  leadOf: ReadonlyMap<string, string>,
): Entry[] => {
  const policy = policyOf(mandates)
  const before = new Map(
    previous?.waves.flatMap(({ items }) => items.map((item) => [keyOf(item, leadOf), item] as const)) ?? [],
  )
  return listeners.flatMap((listener) => {
    const needs = needsOf(listener.lead, policy)
    return (isDecided(listener.lead, asOf) ? needs.slice(0, 1) : needs).map((need) => {
      const earlier = before.get(keyOf({ endpoint: listener.lead.id, track: need.track }, leadOf))
      return {
        item: itemFor(listener, need, { asOf, policy, earlier }),
        urgent: isUrgent(need),
      }
    })
  })
}

/** Only a certificate that is valid and strong without a quantum computer can wait for the rest. */
const isUrgent = ({ kind }: Need): boolean => kind !== 'certificate'

/** Marks the pilots, and says what each item has to come after. */
const withOrder = (
  entries: readonly Entry[],
  byId: ReadonlyMap<string, InventoryEndpoint>,
  leadOf: ReadonlyMap<string, string>,
  { begun, carried, placed }: Continued,
): Schedulable[] => {
  const planned = new Map(entries.map((entry) => [keyOf(entry.item, leadOf), entry.item]))
  const open = entries
    .filter(({ item }) => !placed.has(keyOf(item, leadOf)))
    .map((entry) => {
      const after = dependencies(entry.item, byId, leadOf).filter((id) =>
        planned.has(`${id} ${entry.item.track}`),
      )
      const waitsFor = after.flatMap((id) => {
        const server = planned.get(`${id} ${entry.item.track}`)
        return server && server.status !== 'done' ? [`authorization server ${server.url}`] : []
      })
      const item =
        waitsFor.length === 0
          ? entry.item
          : { ...entry.item, blockedBy: [...entry.item.blockedBy, ...waitsFor] }
      return { item, urgent: entry.urgent, after, work: kindOfWork(item, byId.get(item.endpoint)) }
    })
  const begunWork = new Set(
    begun.flatMap(({ items }) =>
      items.flatMap((item) => kindOfWork({ ...item, status: 'open' }, byId.get(item.endpoint)) ?? []),
    ),
  )
  const pilots = pilotsOf(open, begunWork)
  return [
    ...open.map(({ item, urgent, after }) => ({ item, urgent, after, pilot: pilots.has(item) })),
    ...carried.map((item) => ({ item, urgent: true, after: [], pilot: false })),
  ]
}

const dependencies = (
  { endpoint }: PlanItem,
  byId: ReadonlyMap<string, InventoryEndpoint>,
  leadOf: ReadonlyMap<string, string>,
): string[] => {
  const servers = (byId.get(endpoint)?.trusts ?? []).flatMap((id) => leadOf.get(id) ?? [])
  return [...new Set(servers)].filter((id) => id !== endpoint)
}

/** Waves that have begun, items done early, and everything to be scheduled. */
const placeAll = (
  items: readonly Schedulable[],
  { begun, done }: Continued,
  options: PlanOptions,
): Wave[] => {
  const { asOf, previous, capacity } = options
  const started = begun.reduce((latest, { end }) => (end > latest ? end : latest), '')
  const start = [options.start, ...(previous ? [asOf] : []), ...(started ? [addDays(started, 1)] : [])]
  const finished: Wave[] =
    done.length === 0 ? [] : [{ wave: 0, name: DONE_EARLY, start: asOf, end: asOf, items: done }]
  const planned = schedule(items, {
    start: start.toSorted().at(-1) ?? asOf,
    capacity,
    waitingSince: previous?.waves.find(({ name }) => name === WAITING)?.start ?? options.start,
    firstNumber: 1 + begun.filter(({ name }) => /^Wave \d/.test(name)).length,
  })
  return [...begun, ...finished, ...planned].map((wave, i) => ({ ...wave, wave: i }))
}

const DONE_EARLY = 'Completed early'

const obligationsOf = (id: string): Plan['obligations'] => {
  const row = mandate(id)
  return row ? row.obligations.map((one) => ({ mandate: id, ...one, source: sourceOf(row) })) : []
}
