import type { Endpoint } from '../../model/endpoint.ts'
import { sanitize } from '../text/sanitize.ts'
import { sourceText } from './labels.ts'

/** An endpoint as `discover` lists it: what it is, then every place where it was found and what stands out there. */
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
    ...(stdio ? [`    starts: ${sanitize([stdio.command, ...stdio.args].join(' '), 120)}`] : []),
    ...(stdio && stdio.upstreams.length > 0 ? [`    reaches: ${sanitize(stdio.upstreams.join(', '))}`] : []),
    ...(secrets
      ? [
          `    is given: ${sanitize(secrets.map(({ name, hash }) => (hash ? `${name} (${hash})` : name)).join(', '))}`,
        ]
      : []),
    ...(unresolved ? [`    not known: ${sanitize(unresolved.join(', '))}`] : []),
    ...(findings ?? []).map(({ level, message }) => `    ${level}: ${sanitize(message)}`),
  ].join('\n')
}
