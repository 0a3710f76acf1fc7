import type { ScanScope } from '../model/scanRecord.ts'
import type { Sources } from './discover.ts'
import { shownTarget } from './endpointUrl.ts'

/** The part of a scan's scope that names its sources. */
export type SourceScope = Pick<
  ScanScope,
  'targets' | 'files' | 'configs' | 'registries' | 'lab' | 'exclude' | 'ports'
>

/**
 * The words that named the sources, without what in them may be secret. `home`: as the user named it, if so. A switch that
 * was not given is undefined in oclif, whatever its type says.
 */
export const scopeOf = (
  { targets, files, configs, registries, exclude, ports, portsNamed }: Sources,
  { home, lab }: { home: string | undefined; lab: boolean },
): SourceScope => ({
  targets: targets.map(shownTarget),
  files: files.map(({ path }) => path),
  ...(configs
    ? {
        configs: {
          ...(home === undefined ? {} : { home }),
          projects: [...configs.projects],
          allUsers: configs.allUsers === true,
        },
      }
    : {}),
  registries: registries.map(shownTarget),
  lab: lab === true,
  exclude: [...exclude],
  ...(portsNamed ? { ports: [...ports] } : {}),
})
