import { shown } from '../../assess/findings/findings.ts'
import type { InventoryEndpoint } from '../../model/inventory.ts'
import { sshOf } from '../../model/questions/tls.ts'
import { findingRow } from '../../registry/findings.ts'

/** The first thing to do about an endpoint: of its findings the one with the lowest rank; undefined where it is in order. */
export const nextStep = (endpoint: InventoryEndpoint): string | undefined => {
  const isSsh = sshOf(endpoint).length > 0
  const steps = shown(endpoint.assessment.findings).flatMap(({ id }) => {
    const row = findingRow(id)
    const next = (isSsh ? row?.nextSsh : undefined) ?? row?.next
    return next === undefined ? [] : [{ next, rank: row?.need?.rank ?? Number.POSITIVE_INFINITY }]
  })
  return steps.toSorted((a, b) => a.rank - b.rank)[0]?.next.replace('{url}', endpoint.url)
}
