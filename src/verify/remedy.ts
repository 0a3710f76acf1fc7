import { recogniseSoftware, terminatorOf } from '../probe/software.ts'
import { remediation } from '../registry/remediation/remediation.ts'
import type { Subject } from './subject.ts'

/** How this endpoint's software turns on the key exchange that is asked for, where the software shows. */
export const enableHybrid = ({ tls, mcp, options }: Pick<Subject, 'tls' | 'mcp' | 'options'>): string => {
  const software = terminatorOf(recogniseSoftware({ mcp: mcp?.facts, tls: tls[0]?.facts }))
  const row = software && remediation(software.id)
  const groups = options.demand?.groups
  if (groups) {
    const setting = row?.strict === undefined ? '' : ` ${row.name}: ${row.strict.replaceAll('\n', ' ')}`
    return `Let the server take ${groups.join(' and ')} and no other group.${setting}`
  }
  if (row?.hybrid === undefined) {
    return 'Put X25519MLKEM768 first in the server’s list of groups; OpenSSL 3.5 and Go 1.24 have it.'
  }
  return `${row.name} (${row.from}): ${row.hybrid.replaceAll('\n', ' ')}`
}

export const DROP_CLASSICAL =
  'Leave only TLS 1.3 and the groups that are asked for on, once every client can do without the others.'
