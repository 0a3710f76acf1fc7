import { COMPUTING_VENDORS } from './vendors/computing.ts'
import { DEVICE_VENDORS } from './vendors/devices.ts'
import { KNOWLEDGE_VENDORS } from './vendors/knowledge.ts'
import { MONEY_VENDORS } from './vendors/money.ts'
import { OPERATIONS_VENDORS } from './vendors/operations.ts'
import { PEOPLE_VENDORS } from './vendors/people.ts'
import { PUBLIC_VENDORS } from './vendors/publicInformation.ts'
import { PUBLIC_SUBJECT_VENDORS } from './vendors/publicSubjects.ts'
import { SECURITY_VENDORS } from './vendors/security.ts'
import { UNBOUNDED_VENDORS } from './vendors/unbounded.ts'
import type { VendorGroup } from './vendors/vendor.ts'
import { WORKSHOP_VENDORS } from './vendors/workshops.ts'

export type { VendorGroup }

/** Products that have or may get an MCP server, by what flows through it. A name stands in one group only. */
export const VENDORS: readonly VendorGroup[] = [
  ...PEOPLE_VENDORS,
  ...MONEY_VENDORS,
  ...KNOWLEDGE_VENDORS,
  ...WORKSHOP_VENDORS,
  ...OPERATIONS_VENDORS,
  ...SECURITY_VENDORS,
  ...DEVICE_VENDORS,
  ...UNBOUNDED_VENDORS,
  ...PUBLIC_VENDORS,
  ...PUBLIC_SUBJECT_VENDORS,
  ...COMPUTING_VENDORS,
]
