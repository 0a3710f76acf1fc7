import { AUTHENTICATION_RULES } from './authenticationRules.ts'
import { KEY_EXCHANGE_RULES } from './keyExchangeRules.ts'
import type { Rule } from './rule.ts'
import { SERVICE_RULES } from './serviceRules.ts'

const ALL = { ...KEY_EXCHANGE_RULES, ...AUTHENTICATION_RULES, ...SERVICE_RULES }

export type RuleName = keyof typeof ALL

/** Everything that can be found, known before anything is. */
export const RULES: Readonly<Record<RuleName, Rule>> = ALL

/** In the order of the file. */
export const RULE_LIST: readonly Rule[] = Object.values(RULES)

const INDEX: ReadonlyMap<string, number> = new Map(RULE_LIST.map(({ id }, at) => [id, at]))

export const ruleIndex = ({ id }: Rule): number => INDEX.get(id) ?? -1
