import type { Discovery, Sources } from '../discover/discover.ts'
import { shownTarget } from '../discover/endpointUrl.ts'
import { certificateBlocks } from '../model/pem.ts'
import type { ScanScope, Unfinished } from '../model/scanRecord.ts'
import type { ScanOptions } from './options.ts'

/** `home`: as the user named it. `credentials`: where those come from that the scan sends. */
export type RecordedWords = {
  home: string | undefined
  lab: boolean
  credentials: ScanScope['credentials']
}

const withoutCredentials = (proxy: string): string => {
  const { protocol, host } = new URL(proxy)
  return `${protocol}//${host}`
}

/** What a scan was asked to do, to be stored with it: without credentials, and without what in URLs may be secret. */
export const recordedScope = (
  { targets, files, configs, registries, exclude, allow = [], ports, portsNamed }: Sources,
  { profile, mcp, sni, timeoutMs, concurrency, perHost, rate, owners, proxy }: ScanOptions,
  { home, lab, credentials }: RecordedWords,
): ScanScope => ({
  targets: targets.map(shownTarget),
  files: files.map(({ path }) => path),
  ...(configs
    ? {
        configs: {
          ...(home === undefined ? {} : { home }),
          projects: [...configs.projects],
          allUsers: configs.allUsers,
        },
      }
    : {}),
  registries: registries.map(shownTarget),
  lab,
  exclude: [...exclude],
  ...(allow.length > 0 ? { allow: [...allow] } : {}),
  ...(portsNamed ? { ports: [...ports] } : {}),
  profile,
  mcp,
  ...(sni === undefined ? {} : { sni }),
  timeoutMs,
  concurrency,
  perHost,
  ...(rate === undefined ? {} : { rate }),
  ...(proxy === undefined ? {} : { proxy: withoutCredentials(proxy) }),
  ...(owners[0] ? { owners: owners[0].path } : {}),
  credentials,
})

/** What resuming needs in addition to the scope and the endpoints that were named one by one. */
export const unfinishedOf = ({ sweep }: Discovery, { ca, owners }: ScanOptions): Unfinished => ({
  sweep,
  // Only the certificates: the same file may hold a private key.
  ca: ca.flatMap(certificateBlocks),
  ...(owners.length > 0 ? { owners: [...owners] } : {}),
})
