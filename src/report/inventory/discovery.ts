import type { Endpoint } from '../../model/endpoint.ts'
import { sanitize } from '../text/sanitize.ts'
import { sourceText } from './labels.ts'

export const discoveryText = (endpoint: Endpoint): string => {
  const { url, transport, sources, runtime, stdio, secrets, findings = [], unresolved } = endpoint
  const through = [runtime?.wrapper, runtime?.name].filter((part) => part !== undefined).join(' on ')
  const passed = secrets?.map(({ name, hash }) => (hash ? `${name} (${hash})` : name))
  const lines = {
    command: stdio && sanitize([stdio.command, ...stdio.args].join(' '), 120),
    'connects to': stdio && stdio.upstreams.length > 0 ? sanitize(stdio.upstreams.join(', ')) : undefined,
    'secrets passed to it': passed && sanitize(passed.join(', ')),
    unknown: unresolved && sanitize(unresolved.join(', ')),
  }
  return [
    `${sanitize(url)}${transport === 'unknown' ? '' : `  ${transport}`}${through === '' ? '' : `  through ${sanitize(through)}`}`,
    ...sources.map((source) => `    ${sourceText(source)}`),
    ...Object.entries(lines).flatMap(([name, text]) => (text === undefined ? [] : [`    ${name}: ${text}`])),
    ...findings.map(({ level, message }) => `    ${level}: ${sanitize(message)}`),
  ].join('\n')
}
