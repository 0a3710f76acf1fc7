import { dateTime } from '../../text/time.ts'
import type { ReportInput } from '../reportInput.ts'
import type { Census } from './census.ts'
import { NOTIFICATIONS } from './driver.ts'
import { RULE_LIST, ruleIndex } from './rules.ts'

/** The scan (SARIF 2.1.0 §3.20) and its problems. */
export const invocation = ({ startedAt, finishedAt, summary }: ReportInput, census: Census) => ({
  executionSuccessful: !summary.interrupted,
  ...time('startTimeUtc', startedAt),
  ...time('endTimeUtc', finishedAt),
  toolExecutionNotifications: [
    ...(summary.interrupted
      ? [notification('interrupted', 'error', 'The scan was interrupted: endpoints are missing.')]
      : []),
    ...(census.leftOut > 0
      ? [
          notification(
            'cut',
            'warning',
            `${census.leftOut} results, the least severe, are left out: code scanning rejects more.`,
          ),
        ]
      : []),
    ...census.notProbed.shown.map((text) => ({
      ...notification('notProbed', 'warning', text),
      associatedRule: NOT_PROBED,
    })),
    ...(census.notProbed.count > census.notProbed.shown.length
      ? [
          notification(
            'notProbed',
            'warning',
            `${census.notProbed.count - census.notProbed.shown.length} more endpoints could not be probed.`,
          ),
        ]
      : []),
  ],
})

const NOT_PROBED = {
  id: RULE_LIST.find(({ id }) => id === 'not-probed')?.sarif.id,
  index: ruleIndex('not-probed'),
}

const notification = (name: keyof typeof NOTIFICATIONS, level: 'error' | 'warning', text: string) => ({
  descriptor: { id: NOTIFICATIONS[name].id, index: Object.keys(NOTIFICATIONS).indexOf(name) },
  level,
  message: { text },
})

/** SARIF 2.1.0 §3.9: UTC; nothing for text that is not a time. */
const time = (name: string, text: string): Record<string, string> => {
  const iso = dateTime(text)
  return iso === undefined ? {} : { [name]: iso }
}
