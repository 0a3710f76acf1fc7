import { recogniseSoftware, terminatorOf } from '../probe/software.ts'
import { remediation, settingFor } from '../registry/remediation/remediation.ts'
import type { Subject } from './subject.ts'

export const enableHybrid = ({ tls, mcp, options }: Pick<Subject, 'tls' | 'mcp' | 'options'>): string => {
  const software = terminatorOf(recogniseSoftware({ mcp: mcp?.facts, tls: tls[0]?.facts }))
  const row = software && remediation(software.id)
  const groups = options.policy?.groups
  if (groups) {
    const setting = row && settingFor(row, groups)
    return `Configure the server to accept ${groups.join(' or ')} and no other group.${setting ? ` ${row.name}: ${setting.replaceAll('\n', ' ')}` : ''}`
  }
  if (row?.hybrid === undefined) {
    return 'Put X25519MLKEM768 first in the server’s group list (OpenSSL 3.5, Go 1.24 or later).'
  }
  return `${row.name} (${row.from}): ${row.hybrid.replaceAll('\n', ' ')}`
}
