import type { Change } from '../../model/diff.ts'
import { findingRow } from '../../registry/findings.ts'
import kinds from './changeKinds.json' with { type: 'json' }

const KINDS: Record<Exclude<Change['kind'], 'tls-version' | 'finding'>, string> = kinds

/** `worse: key exchange hybrid → classical`. `show`: what is done to text from the network. */
export const changeText = (
  change: Change,
  show: (text: string, maxLength: number) => string = (text) => text,
): string => {
  const { kind, direction, details = [] } = change
  const prefix = direction === 'neither' || kind === 'risk' ? '' : `${direction}: `
  if (kind === 'finding') return prefix + findingText(change, show)
  const values = [change.before, change.after].flatMap((one) => (one === undefined ? [] : show(one, 100)))
  const more = kind === 'tls-version' ? [] : details.map((detail) => show(detail, 200))
  return [
    prefix + nameOf(change),
    values.length > 0 ? ` ${values.join(' → ')}` : '',
    more.length > 0 ? ` (${more.join('; ')})` : '',
  ].join('')
}

const nameOf = ({ kind, before, details }: Change): string => {
  if (kind === 'tls-version') return details?.[0] ?? 'TLS version'
  if (kind === 'certificate' && before === undefined) return 'certificate added'
  return kind === 'finding' ? 'finding' : KINDS[kind]
}

/** `static-rsa: It accepts static RSA key exchange …`, or `static-rsa no longer: Static RSA …`. */
const findingText = (
  { finding = 'finding', before, after }: Change,
  show: (text: string, maxLength: number) => string,
): string =>
  before === undefined
    ? `${show(finding, 60)}: ${show(after ?? '', 300)}`
    : `${show(finding, 60)} no longer: ${findingRow(finding)?.title ?? show(before, 300)}`
