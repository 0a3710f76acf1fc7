import type { Level } from './rule.ts'
import type { RuleName } from './rules.ts'

/** What a rule has to say of one endpoint. */
export type Finding = {
  rule: RuleName
  /** Where it differs from the rule's. */
  level?: Level
  /** Text from the network in it is cleaned already. Ends with a full stop. */
  message: string
  /** What tells it apart from another finding of the same rule on the same endpoint; nothing of lines or times. */
  key?: string
  /** Where it is not about the endpoint as a whole. */
  place?: { path: string; line?: number | undefined }
}
