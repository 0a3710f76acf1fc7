import { unnamed } from '../codePoint.ts'
import { byValue } from '../dataFile.ts'

/** ProtocolVersion (RFC 9846 §4.3.1; RFC 6101 §5.2.1 for SSL 3.0, §E for SSL 2.0), newest first. */
export type VersionRow = {
  name: 'TLS 1.3' | 'TLS 1.2' | 'TLS 1.1' | 'TLS 1.0' | 'SSL 3.0' | 'SSL 2.0'
  value: number
  /** `legacy`: not forbidden, but no post-quantum key exchange is defined for it, nor will be (RFC 9851). */
  status: 'current' | 'legacy' | 'deprecated'
  source: string
}

export const TLS13 = 0x0304
export const TLS12 = 0x0303
export const TLS11 = 0x0302
export const TLS10 = 0x0301
export const SSL30 = 0x0300
export const SSL20 = 0x0002

export const VERSIONS = [
  { name: 'TLS 1.3', value: TLS13, status: 'current', source: 'RFC 9846' },
  { name: 'TLS 1.2', value: TLS12, status: 'legacy', source: 'RFC 5246; frozen by RFC 9851' },
  { name: 'TLS 1.1', value: TLS11, status: 'deprecated', source: 'RFC 4346; deprecated by RFC 8996' },
  { name: 'TLS 1.0', value: TLS10, status: 'deprecated', source: 'RFC 2246; deprecated by RFC 8996' },
  { name: 'SSL 3.0', value: SSL30, status: 'deprecated', source: 'RFC 6101; deprecated by RFC 7568' },
  {
    name: 'SSL 2.0',
    value: SSL20,
    status: 'deprecated',
    source: 'draft-hickman-netscape-ssl-00; forbidden by RFC 6176',
  },
] as const satisfies readonly VersionRow[]

/** Below TLS 1.2: RFC 8996, RFC 7568 and RFC 6176 forbid them. */
export const OBSOLETE_VERSIONS = [
  'TLS 1.1',
  'TLS 1.0',
  'SSL 3.0',
  'SSL 2.0',
] as const satisfies readonly VersionRow['name'][]

const version = byValue<VersionRow>(VERSIONS)

export const versionName = (value: number): string => version(value)?.name ?? unnamed(value)
