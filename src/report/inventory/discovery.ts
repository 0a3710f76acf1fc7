import type { Endpoint } from '../../model/endpoint.ts'
import { sanitize } from '../text/sanitize.ts'
import { sourceText } from './labels.ts'

export const discoveryText = ({
  url,
  transport,
  sources,
  runtime,
  stdio,
  secrets,
  findings,
  unresolved,
}: Endpoint): string => {
  const through = [runtime?.wrapper, runtime?.name].filter((part) => part !== undefined).join(' on ')
  return [
    `${sanitize(url)}${transport === 'unknown' ? '' : `  ${transport}`}${through === '' ? '' : `  through ${sanitize(through)}`}`,
    ...sources.map((source) => `    ${sourceText(source)}`),
    ...(stdio ? [`    command: ${sanitize([stdio.command, ...stdio.args].join(' '), 120)}`] : []),
    ...(stdio && stdio.upstreams.length > 0
      ? [`    connects to: ${sanitize(stdio.upstreams.join(', '))}`]
      : []),
    ...(secrets
      ? [
          `    secrets passed to it: ${sanitize(secrets.map(({ name, hash }) => (hash ? `${name} (${hash})` : name)).join(', '))}`,
        ]
      : []),
    ...(unresolved ? [`    unknown: ${sanitize(unresolved.join(', '))}`] : []),
    ...(findings ?? []).map(({ level, message }) => `    ${level}: ${sanitize(message)}`),
  ].join('\n')
}
