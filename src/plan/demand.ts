import { mandate } from '../registry/mandates/mandates.ts'
import { requiredGroups } from './needs.ts'

/** What `mcp-pqc verify` has to see for mandates that name algorithms; what is undefined they leave open. */
export type Demand = {
  mandates: readonly string[]
  groups: readonly string[] | undefined
  signature: string | undefined
}

/** Undefined where these mandates leave groups and signatures open, as most do. */
export const demandOf = (mandates: readonly string[]): Demand | undefined => {
  const naming = mandates.filter(namesAlgorithms)
  if (naming.length === 0) return undefined
  return {
    mandates: naming,
    groups: requiredGroups(naming),
    signature: naming.flatMap((id) => mandate(id)?.signature ?? [])[0],
  }
}

/** Whether a mandate names groups or a signature, and is known at all. */
export const namesAlgorithms = (id: string): boolean => {
  const row = mandate(id)
  return row?.groups !== undefined || row?.signature !== undefined
}
