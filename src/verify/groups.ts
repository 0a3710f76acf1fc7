import { isPostQuantum as isPostQuantumKind } from '../model/questions/tls.ts'
import { groupKind, NAMED_GROUPS } from '../registry/tls/namedGroups.ts'

/** A group by its registered name and number. */
export type Group = { name: string; value: number }

/** @throws {RangeError} for a name that the registry does not have. */
export const namedGroup = (name: string): Group => {
  const row = NAMED_GROUPS.find((one) => one.name === name)
  if (!row) throw new RangeError(`no group ${name}`)
  return { name: row.name, value: row.value }
}

/** Drafts are none: what speaks Kyber has to move again. */
export const isPostQuantum = (group: number | undefined): boolean =>
  group !== undefined && isPostQuantumKind({ kind: groupKind(group) })

export const isPostQuantumName = (name: string | undefined): boolean =>
  isPostQuantum(NAMED_GROUPS.find((one) => one.name === name)?.value)

/** What every client that offers a hybrid group offers. */
export const USUAL_HYBRID = namedGroup('X25519MLKEM768')
export const USUAL_CLASSICAL = namedGroup('x25519')
