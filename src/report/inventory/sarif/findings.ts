import type { InventoryEndpoint } from '../../../model/inventory.ts'
import { authenticationFindings } from './authenticationFindings.ts'
import type { Finding } from './finding.ts'
import { keyExchangeFindings } from './keyExchangeFindings.ts'
import type { Level } from './rule.ts'
import { RULES } from './rules.ts'
import { configurationFindings, openQuestions, sshFindings } from './serviceFindings.ts'

/** Everything that there is to say of an endpoint. */
export const findings = (endpoint: InventoryEndpoint, asOf: Date): Finding[] => [
  ...keyExchangeFindings(endpoint),
  ...authenticationFindings(endpoint, asOf),
  ...sshFindings(endpoint),
  ...configurationFindings(endpoint),
  ...openQuestions(endpoint),
]

export const levelOf = ({ rule, level }: Finding): Level => level ?? RULES[rule].level
