import { userInfo } from 'node:os'
import type { Inventory } from '../model/inventory.ts'

/** Who said that these public networks may be scanned, and when. Undefined where there is nothing public. */
export const authorizationOf = (scope: readonly string[]): Inventory['authorization'] =>
  scope.length === 0 ? undefined : { who: userName(), when: new Date().toISOString(), scope: [...scope] }

/** A container may run under a number that has no name. */
const userName = (): string => {
  try {
    return userInfo().username
  } catch {
    return `uid ${process.getuid?.() ?? 'unknown'}`
  }
}
